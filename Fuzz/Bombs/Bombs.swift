/// Opens the file that is its argument, and says what came of it.
@main enum Bombs {
    static func main() {
        do {
            let file = try CheckpointFile(opening: CommandLine.arguments[1])
            print("\(file.tensors.count) tensors, \(file.metadata.count) notes")
        } catch {
            check(error)
            print(error)
        }
    }
}
