@main
struct Program {
    static func main() { print("kiln") }
}
