public import Imaging

/// What a first pass leaves of one image: all that a second pass needs.
public struct FirstPassResult: Sendable, Equatable {
    /// What is known of it: one of the two at least.
    enum Content: Sendable, Equatable {
        case latent(FirstPassLatent, picture: FloatImage?)
        case picture(FloatImage)
    }

    let content: Content

    init(_ content: Content) { self.content = content }

    /// The latent; `nil` where only a picture is known.
    public var latent: FirstPassLatent? {
        if case .latent(let latent, _) = content { latent } else { nil }
    }

    /// The picture that the first pass's VAE makes of the latent, in 0…1; `nil` where nothing needed
    /// it yet.
    public var picture: FloatImage? {
        switch content {
        case .latent(_, let picture): picture
        case .picture(let picture): picture
        }
    }

    /// A picture from elsewhere in the place of a first pass's.
    ///
    /// It has to be of the first pass's size, rounded down to the latent's cells.
    public init(picture: FloatImage) {
        self.init(.picture(picture))
    }
}

/// A latent in model space, as numbers.
public struct FirstPassLatent: Sendable, Equatable {
    /// The name of the latent space, as plans have it.
    public let space: String
    /// Channels.
    public let channels: Int
    /// Rows.
    public let rows: Int
    /// Columns.
    public let columns: Int
    /// The numbers: shape `[channels, rows, columns]`.
    public let values: [Float]
}

extension FirstPassLatent: CustomStringConvertible {
    /// "a latent of SDXL, 4×128×128".
    public var description: String {
        "a latent of \(space), \(channels)×\(rows)×\(columns)"
    }
}
