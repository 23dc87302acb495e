import Jobs
import Kiln
import WorkerAPI

/// A request for pictures on its way to a job, in whatever API it came.
struct Order: Sendable {
    /// What was asked for.
    var request: GenerationRequest
    /// The pictures of an img2img.
    var start: Start?
    /// The first passes that are there already, by the images' places.
    var resumed: [Int: FirstPassSource] = [:]
    /// The images whose first passes those are, by their ids; empty where none was chosen.
    var from: [String] = []
    /// Whether first passes are kept for a hires pass that may come later.
    var keepsFirstPasses = false
    /// The tiles of "SD upscale".
    var tiling: TileWork?
    /// How pictures are written.
    var output = OutputFormat()
    /// Where it comes from: "sdapi", "openai", "kiln".
    var kind: String
    /// The higher, the sooner.
    var priority = 0
    /// A key of the client's choosing.
    var idempotencyKey: String?
    /// What the client should know.
    var notes: [String] = []
    /// The stored bytes that its document names beside those of `start`.
    var inputs: [BlobID] = []

    /// Pictures with what is done with them: images begin with one after the other, and with the first after
    /// the last.
    struct Start: Sendable {
        var pictures: [[UInt8]]
        var mask: [UInt8]?
        var maskMeaning = MaskMeaning.white
        var settings: ImageSettings
    }

    init(_ request: GenerationRequest, kind: String) {
        self.request = request
        self.kind = kind
    }
}
