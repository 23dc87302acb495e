import Imaging
import Kiln
import Synchronization
import WebUI
import WorkerAPI

/// "SD upscale": a picture is enlarged without a model, cut into tiles that overlap, each tile is made
/// anew, and the tiles are joined.
struct TileRun: Sendable {
    private let tiling: TileWork
    private let grid: TileGrid
    /// The tiles as they are before.
    private let pictures: [Image8]

    /// The tiles of a picture, each of the request's size.
    init(_ tiling: TileWork, _ request: GenerationRequest, picture: Image8) throws {
        self.tiling = tiling
        do {
            let enlarged = try PictureUpscale(
                .factor(tiling.scale), with: tiling.upscaler)(picture).picture
            grid = try TileGrid(
                width: enlarged.width, height: enlarged.height, tileWidth: request.width,
                tileHeight: request.height, overlap: tiling.overlap)
            pictures = try grid.tiles(of: enlarged)
        } catch let error as ImagingError {
            throw JobFailure("SD upscale: \(error)")
        }
    }

    /// An image of the job, which its tiles are joined to.
    struct Target {
        /// Its place in the job.
        let place: Int
        /// The prompt of its tiles, with its seeds.
        let prompt: PromptRequest
        /// Images of the job.
        let count: Int
        /// Takes its tiles as they are after.
        let collector = PictureCollector()
    }

    /// The runs of an image's tiles, one for each: the seed is counted up from tile to tile.
    func runs(
        for target: Target, _ work: GenerationWork, _ settings: ImageSettings, _ job: JobRun
    ) -> [GenerationRun] {
        pictures.enumerated().map { number, tile in
            var run = GenerationRun(of: target.prompt, at: target.place, work, job)
            let seeds = SeedPair(seed: target.prompt.seed, subseed: target.prompt.subseed)
            run.work.request.prompts[0].seed = seeds.after(number).seed
            // What comes out has sides of whole latent cells.
            let cell = LatentCell.side
            run.work.request.width = max(grid.tileWidth / cell * cell, 64)
            run.work.request.height = max(grid.tileHeight / cell * cell, 64)
            run.image = ImageRequest(tile, settings: settings)
            run.image?.entries = [
                Infotext.Entry("SD upscale overlap", "\(tiling.overlap)"),
                Infotext.Entry("SD upscale upscaler", tiling.upscaler),
            ]
            run.collector = target.collector
            run.part = JobPart(
                target.place * pictures.count + number, of: target.count * pictures.count)
            return run
        }
    }

    /// Joins an image's tiles and hands it in. Tiles that were not made stay as they were; where none
    /// was, there is nothing to hand in.
    func handIn(_ target: Target, _ work: GenerationWork, to job: JobRun) throws {
        let made = try target.collector.pictures.map { tile in
            (tile.width, tile.height) == (grid.tileWidth, grid.tileHeight)
                ? tile
                : try ResizeMode.stretch.fitted(
                    tile, width: grid.tileWidth, height: grid.tileHeight)
        }
        guard !made.isEmpty else { return }
        let joined = try grid.combined(made + pictures.dropFirst(made.count))
        let encoding = ImageEncoding(work.output)
        let infotext = target.collector.infotext
        let file = try job.timed(.writing) {
            try encoding.encode(joined, infotext: work.output.hasInfotext ? infotext : nil)
        }
        let seeds = (target.prompt.seed ?? 0, target.prompt.subseed ?? 0)
        job.add(
            ImageReport(
                index: target.place, isBeforeHires: false, size: (joined.width, joined.height),
                mediaType: encoding.mediaType, infotext: infotext, seeds: seeds), file)
    }
}

/// Takes pictures in the order in which they are made.
final class PictureCollector: Sendable {
    private let made = Mutex<[(picture: Image8, infotext: String)]>([])

    /// Takes a picture.
    func add(_ picture: Image8, infotext: String) {
        made.withLock { $0.append((picture, infotext)) }
    }

    /// The pictures.
    var pictures: [Image8] { made.withLock { $0.map(\.picture) } }

    /// How the first of them was made.
    var infotext: String { made.withLock { $0.first?.infotext ?? "" } }
}
