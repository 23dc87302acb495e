/// The version of Kiln, as infotexts and `--version` give it.
public enum KilnVersion {
    /// Semantic version.
    public static let number = "0.1.0"
    /// The version with the program's name, as an infotext's "Version" field has it.
    public static let string = "kiln-\(number)"
}
