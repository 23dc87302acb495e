/// Which pass a picture comes of.
package enum ImageRole: String, Sendable, Hashable, Codable, CaseIterable {
    /// What the first pass of several left, shown beside the result.
    case firstPass = "first pass"
    /// What was asked for.
    case result
}

/// The formats in which pictures are stored.
package enum MediaType: String, Sendable, Hashable, Codable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case webp = "image/webp"

    /// The end of a file's name.
    package var fileExtension: String {
        switch self {
        case .png: "png"
        case .jpeg: "jpg"
        case .webp: "webp"
        }
    }
}

/// A picture that is to be stored.
package struct NewImage: Sendable, Hashable {
    /// Its place among the job's images, from 0.
    package var index: Int
    package var role: ImageRole
    /// In pixels.
    package var width: Int
    /// In pixels.
    package var height: Int
    package var mediaType: MediaType
    /// How it was made, in the web UI's words.
    package var infotext: String
    package var seed: Int64

    package init(
        index: Int, role: ImageRole = .result, width: Int, height: Int, mediaType: MediaType = .png
    ) {
        self.index = index
        self.role = role
        self.width = width
        self.height = height
        self.mediaType = mediaType
        infotext = ""
        seed = 0
    }
}

/// A picture as the store knows it.
package struct StoredImage: Sendable, Hashable, Identifiable {
    package let id: ImageID
    package let job: JobID
    package var image: NewImage
    /// The hash of the file.
    package var hash: BlobID
    /// The file's length in bytes.
    package var byteCount: Int
    /// When it was stored, in Unix milliseconds.
    package var createdAt: Int64
    /// Whether its file was given up: only this row is left.
    package var isGone: Bool
}
