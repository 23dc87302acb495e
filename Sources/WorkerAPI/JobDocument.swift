package import Kiln

/// What a job does, as it is stored and as a worker gets it: every name, seed and file settled, so
/// that it makes the same bytes whenever it runs.
package struct JobDocument: Codable, Sendable {
    /// What is done.
    package var work: Work
    /// The model files that were looked at when the job was accepted.
    package var models: [ModelUse]
    /// What the person who sent it should know.
    package var notes: [String]

    /// A document.
    package init(_ work: Work, models: [ModelUse] = [], notes: [String] = []) {
        self.work = work
        self.models = models
        self.notes = notes
    }

    /// The kinds of work.
    package enum Work: Codable, Sendable {
        /// Pictures are made.
        case generation(GenerationWork)
        /// Pictures are enlarged without a diffusion model.
        case upscale(UpscaleWork)
    }

    /// The files that come with the job, by the names of their bytes in the store.
    package var inputs: Set<String> {
        switch work {
        case .upscale(let work): Set(work.pictures)
        case .generation(let work):
            Set(
                work.resumed.values.map(\.name) + (work.start?.pictures ?? [])
                    + [work.start?.mask].compactMap(\.self))
        }
    }
}

/// Pictures that are made by a plan.
package struct GenerationWork: Codable, Sendable {
    /// What was asked for, with names that are unique and seeds that are numbers.
    package var request: GenerationRequest
    /// The pictures that an img2img begins with.
    package var start: StartWork?
    /// Images whose first pass is there already, by their places in the job.
    package var resumed: [Int: FirstPassSource] = [:]
    /// The images of this server that are finished, by their ids and in the order of the job's; `nil`
    /// where none was chosen.
    package var from: [String]?
    /// Whether first passes are kept, so that a hires pass can come later.
    package var keepsFirstPasses = false
    /// The tiles of "SD upscale", if it is one.
    package var tiling: TileWork?
    /// How pictures are written.
    package var output = OutputFormat()

    /// Work for a request.
    package init(_ request: GenerationRequest) { self.request = request }
}

/// The pictures of an img2img, by the names of their bytes in the store.
package struct StartWork: Codable, Sendable {
    /// The pictures, at least one: images begin with one after the other, and with the first after the last.
    package var pictures: [String]
    /// A picture that says where pictures are made anew.
    package var mask: String?
    /// What of the mask says so; without a mask, "transparent" looks at the picture itself.
    package var maskMeaning = MaskMeaning.white
    /// How they are used.
    package var settings: ImageSettings

    /// Pictures with their settings.
    package init(pictures: [String], mask: String?, settings: ImageSettings) {
        self.pictures = pictures
        self.mask = mask
        self.settings = settings
    }

    /// The picture that an image begins with.
    ///
    /// - Parameter place: the image's place in the job.
    package func picture(of place: Int) -> String { pictures[place % pictures.count] }
}

/// What of a mask marks the places that are made anew.
package enum MaskMeaning: String, Codable, Sendable {
    /// Where it is white.
    case white
    /// Where it is transparent.
    case transparent
}

/// Where the first pass of an image is taken from, by the name of its bytes in the store.
package enum FirstPassSource: Codable, Sendable, Hashable {
    /// What a first pass has left: latent and float picture.
    case result(String)
    /// A picture.
    case picture(String)

    /// The name of the bytes.
    package var name: String {
        switch self {
        case .result(let name), .picture(let name): name
        }
    }
}

/// How "SD upscale" cuts an enlarged picture.
package struct TileWork: Codable, Sendable, Hashable {
    /// Pixels that neighbouring tiles share.
    package var overlap: Int
    /// Factor of the enlargement.
    package var scale: Double
    /// The upscaler's name.
    package var upscaler: String

    /// Tiles of the request's size.
    package init(overlap: Int, scale: Double, upscaler: String) {
        self.overlap = overlap
        self.scale = scale
        self.upscaler = upscaler
    }
}

/// How pictures are written.
package struct OutputFormat: Codable, Sendable, Hashable {
    /// The file formats.
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case png, jpeg, webp
    }

    /// The format.
    package var kind = Kind.png
    /// Quality of JPEG and lossy WebP, 1…100.
    package var quality = 80
    /// Whether WebP keeps every bit.
    package var isLossless = false
    /// Whether the infotext is written into the file.
    package var hasInfotext = true

    /// PNG with infotext.
    package init() {}
}

/// Pictures that are enlarged without a diffusion model.
package struct UpscaleWork: Codable, Sendable {
    /// The pictures, by the names of their bytes in the store.
    package var pictures: [String]
    /// What is done to each.
    package var settings: UpscaleSettings

    /// Enlargements.
    package init(pictures: [String], settings: UpscaleSettings) {
        self.pictures = pictures
        self.settings = settings
    }
}

/// What the web UI's extras ask for.
package struct UpscaleSettings: Codable, Sendable, Hashable {
    /// The size that is made; `nil` multiplies by ``factor``.
    package var size: Size?
    /// Factor of the enlargement.
    package var factor = 2.0
    /// Whether what stands over the asked size is cut away, and not squeezed into it.
    package var crops = true
    /// The upscaler's name.
    package var upscaler = "None"
    /// A second upscaler, and how much of it is mixed in, 0…1.
    package var second: Second?

    /// A size in pixels.
    package struct Size: Codable, Sendable, Hashable {
        package var width: Int
        package var height: Int

        package init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// An upscaler that is mixed in.
    package struct Second: Codable, Sendable, Hashable {
        package var upscaler: String
        package var visibility: Double

        package init(upscaler: String, visibility: Double) {
            self.upscaler = upscaler
            self.visibility = visibility
        }
    }

    /// No change but the factor 2.
    package init() {}
}
