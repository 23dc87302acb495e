import Foundation
import Jobs
import Kiln
import WorkerAPI

/// Finishes chosen images: the hires pass of images whose first pass was kept.
struct Choosing: Sendable {
    let intake: Intake

    private var store: any JobStore { intake.desk.store }

    /// An image with what its job was asked to do.
    private struct Chosen {
        let image: StoredImage
        let work: GenerationWork
        let prompt: PromptRequest
    }

    /// The order that finishes images in a second pass.
    ///
    /// - Parameters:
    ///   - names: the ids of the images, at least one.
    ///   - hires: the second pass.
    ///   - storing: whether first passes are stored as inputs of the job; a plan needs none.
    /// - Throws: `LimitBreach` for too many images; ``APIError`` if there is no such image, if a first pass was not kept, or if the images
    ///   come of requests that differ in more than prompts, guidance scales and seeds.
    func order(
        from names: [String], hires: HiresRequest, storing: Bool
    ) async throws -> Order {
        guard names.count <= intake.limits.imagesPerJob else {
            throw LimitBreach.tooManyImages(names.count, limit: intake.limits.imagesPerJob)
        }
        var chosen: [Chosen] = []
        for name in names { chosen.append(try await self.chosen(name)) }
        guard var request = chosen.first.map({ Self.common($0.work.request) }) else {
            throw Self.nothingChosen
        }
        guard chosen.allSatisfy({ Self.common($0.work.request) == request }) else {
            throw APIError.invalid(
                "the images of \"from\" come of requests that differ in more than prompts, guidance scales and "
                    + "seeds; send one job for each of those requests.")
        }
        request.prompts = chosen.map(\.prompt)
        request.hires = hires
        var order = Order(request, kind: "kiln")
        order.from = names
        for (place, one) in chosen.enumerated() where storing {
            let blob = try await firstPass(of: one.image)
            order.resumed[place] = .result(blob.description)
            order.inputs.append(blob)
        }
        return order
    }

    private func chosen(_ name: String) async throws -> Chosen {
        guard let id = ImageID(name) else { throw Self.noImage(name) }
        let image = try await store.image(id)
        let document = try await document(of: image)
        guard case .generation(let work) = document.work, work.start == nil else {
            throw APIError.invalid("image \(name) was not made by a first pass of text.")
        }
        try await checkKept(image, work)
        let request = work.request
        let plan = try await intake.shelf.reading { try Planner($0).plan(request) }
        guard let place = plan.images.first(where: { $0.index == image.image.index }) else {
            throw Self.noImage(name)
        }
        var prompt = request.prompts[
            place.index / max(request.batchSize * request.iterations, 1)]
        (prompt.seed, prompt.subseed) = (place.seed, place.subseed)
        prompt.negativePrompt = prompt.negativePrompt ?? request.negativePrompt
        prompt.cfgScale = prompt.cfgScale ?? request.cfgScale
        (prompt.hiresPrompt, prompt.hiresNegativePrompt) = (nil, nil)
        prompt.hiresCfgScale = nil
        return Chosen(image: image, work: work, prompt: prompt)
    }

    /// Nothing was chosen, which is not the same as asking for a job of its own.
    static var nothingChosen: APIError { .invalid("\"from\" names no image.") }

    /// What the job of an image was to do; forgotten with its last file.
    private func document(of image: StoredImage) async throws -> JobDocument {
        do {
            let document = try await store.document(of: image.job)
            return try JSONDecoder().decode(JobDocument.self, from: Data(document))
        } catch JobStoreError.noDocument {
            throw Self.notKept(image)
        }
    }

    /// Refuses an image of whose first pass nothing is there to go on from.
    private func checkKept(_ image: StoredImage, _ work: GenerationWork) async throws {
        let place = image.image.index
        guard try await !store.firstPasses(of: image.job).contains(place) else { return }
        guard work.resumed[place] != nil else { throw Self.notKept(image) }
        let sources = work.from ?? []
        let source = sources.indices.contains(place) ? ", \(sources[place])" : ""
        throw APIError.invalid(
            "image \(image.id) was finished from the first pass of another; choose the one that it came "
                + "of\(source).")
    }

    private static func notKept(_ image: StoredImage) -> APIError {
        APIError.invalid(
            "the first pass of image \(image.id) was not kept; ask for \"keep_first_passes\" in the job that "
                + "makes the images.")
    }

    private static func noImage(_ name: String) -> APIError {
        APIError.invalid("\"from\" has \"\(name.prefix(60))\", which is the id of no image.")
    }

    /// What requests have in common whose images differ in what each prompt may have for itself.
    private static func common(_ request: GenerationRequest) -> GenerationRequest {
        let preset = GenerationRequest()
        var request = request
        request.prompts = []
        (request.negativePrompt, request.cfgScale) = (preset.negativePrompt, preset.cfgScale)
        (request.seed, request.subseed) = (nil, nil)
        (request.batchSize, request.iterations) = (1, 1)
        request.hires = nil
        request.savesBeforeHires = false
        return request
    }

    /// What the first pass has left of an image, as an input of another job.
    func firstPass(of image: StoredImage) async throws -> BlobID {
        guard let kept = try await keptFirstPass(of: image) else { throw Self.notKept(image) }
        return kept
    }

    /// The same, or `nil` where nothing was kept.
    func keptFirstPass(of image: StoredImage) async throws -> BlobID? {
        do {
            return try await store.putInput(
                store.firstPass(image.image.index, of: image.job))
        } catch JobStoreError.noFirstPass {
            return nil
        }
    }
}
