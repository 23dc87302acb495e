/// A colour in 8 bits per channel.
public struct Colour: Hashable, Sendable {
    /// Red.
    public var red: UInt8
    /// Green.
    public var green: UInt8
    /// Blue.
    public var blue: UInt8

    /// A colour of its channels.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// Three equal channels.
    public static func grey(_ value: UInt8) -> Colour {
        Colour(red: value, green: value, blue: value)
    }

    /// White, what is seen through clear parts of a picture unless told otherwise.
    public static let white = grey(255)
}
