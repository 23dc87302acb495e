import Foundation
import Imaging
import Jobs
import Kiln
import Logging
import Wire
import WorkerAPI

/// Turns orders into jobs: plans them, settles every name, seed and hash, and hands them to the desk.
struct Intake: Sendable {
    let shelf: ModelShelf
    let desk: JobDesk
    let limits: Limits
    /// Where jobs and images are kept.
    let data: String
    /// Where pictures come from that requests name by URLs.
    let fetch: URLPictures

    /// A job that was taken, and its plan.
    struct Taken: Sendable {
        let job: Job
        /// Whether no earlier request with its key had made it.
        let isNew: Bool
        let plan: Plan
    }

    /// Plans a request; nothing runs.
    ///
    /// - Throws: `PlanError` and its kin; `LimitBreach` over a limit.
    func plan(_ order: Order) async throws -> Plan {
        let request = order.request
        let images = try count(order)
        guard images <= limits.imagesPerJob else {
            throw LimitBreach.tooManyImages(images, limit: limits.imagesPerJob)
        }
        try check(order)
        let plan = try await plan(request, beginningWith: order.start?.settings)
        try check(plan)
        return plan
    }

    /// The plan of a request.
    ///
    /// - Throws: ``RequestRefusal``.
    func plan(
        _ request: GenerationRequest, beginningWith settings: ImageSettings? = nil
    ) async throws -> Plan {
        var request = request
        // The server unpacks no picture: a point stands in for it, since no check looks at more.
        if let settings { request.image = try .standIn(settings) }
        let asked = request
        do {
            return try await shelf.reading { try Planner($0).plan(asked) }
        } catch {
            let folder = shelf.models
            let faults = try await Blocking.run { Planner(folder).faults(in: asked) }
            throw RequestRefusal(error: error, faults: faults)
        }
    }

    private func count(_ order: Order) throws -> Int {
        let request = order.request
        var images = max(request.prompts.count, 1)
        for factor in [request.batchSize, request.iterations] {
            let (product, overflow) = images.multipliedReportingOverflow(by: max(factor, 1))
            guard !overflow else {
                throw LimitBreach.tooManyImages(.max, limit: limits.imagesPerJob)
            }
            images = product
        }
        return images
    }

    private func check(_ order: Order) throws {
        let pictures = (order.start?.pictures ?? []) + [order.start?.mask].compactMap(\.self)
        try check(pictures)
        let request = order.request
        let hires = [request.hires?.prompt, request.hires?.negativePrompt].compactMap(\.self)
        for text in request.prompts.flatMap(\.texts) + [request.negativePrompt] + hires {
            try limits.check(prompt: text)
        }
    }

    private func check(_ pictures: [[UInt8]]) throws {
        guard pictures.count <= limits.picturesPerRequest else {
            throw LimitBreach.tooManyPictures(pictures.count, limit: limits.picturesPerRequest)
        }
        for picture in pictures { try PictureCheck.check(picture, limits) }
    }

    /// Refuses new jobs when the data folder's disk is nearly full.
    private func checkDisk() async throws {
        let (folder, limits) = (data, limits)
        try await Blocking.run { try limits.checkDisk(of: folder) }
    }

    private func check(_ plan: Plan) throws {
        for pass in plan.passes {
            try limits.check(width: pass.size.width, height: pass.size.height)
        }
    }

    /// Takes an order: when this returns, the job is on the disk with every seed a number.
    ///
    /// - Throws: as ``plan(_:)``; `JobStoreError`; `LimitBreach` when the queue is full.
    func take(
        _ order: Order, owner: JobOwner, logger: Logger? = nil
    ) async throws -> Taken {
        try desk.checkRoom()
        let plan = try await plan(order)
        try await checkDisk()
        let models = try await modelUses(of: plan)
        var work = GenerationWork(plan.settled(order.request))
        work.resumed = order.resumed
        work.from = order.from.isEmpty ? nil : order.from
        work.keepsFirstPasses = order.keepsFirstPasses
        work.tiling = order.tiling
        work.output = order.output
        var inputs = order.inputs
        if let start = order.start {
            let pictures = try await store(start.pictures)
            let mask = try await store([start.mask].compactMap(\.self)).first
            inputs += pictures + [mask].compactMap(\.self)
            work.start = StartWork(
                pictures: pictures.map(\.description), mask: mask?.description,
                settings: start.settings)
            work.start?.maskMeaning = start.maskMeaning
        }
        let document = JobDocument(
            .generation(work), models: models, notes: plan.notes + order.notes)
        var job = NewJob(
            document: [UInt8](try JSONEncoder().encode(document)), kind: order.kind,
            owner: owner.name,
            priority: order.priority, imageCount: try count(order))
        job.summary = JobSummaryObject(work, plan).json.bytes
        job.affinity = plan.models(resuming: order.resumed.count)
        job.inputs = inputs
        job.idempotencyKey = order.idempotencyKey
        job.notes = plan.notes + order.notes
        let (accepted, isNew) = try await desk.accept(job, of: owner)
        logger?.info(
            isNew ? "a job was accepted" : "a job was asked for again",
            metadata: [
                "job_id": "\(accepted.id)", "kind": "\(job.kind)", "owner": "\(owner.name)",
                "images": "\(job.imageCount)",
            ])
        return Taken(job: accepted, isNew: isNew, plan: plan)
    }

    /// Takes pictures that are enlarged without a diffusion model.
    func take(
        _ pictures: [[UInt8]], _ settings: UpscaleSettings, kind: String, owner: JobOwner
    ) async throws -> Job {
        try desk.checkRoom()
        try check(pictures)
        try await checkDisk()
        let inputs = try await store(pictures)
        let document = JobDocument(
            .upscale(UpscaleWork(pictures: inputs.map(\.description), settings: settings)))
        var job = NewJob(
            document: [UInt8](try JSONEncoder().encode(document)), kind: kind, owner: owner.name,
            priority: 100, imageCount: pictures.count)
        job.summary = JobSummaryObject(settings).json.bytes
        job.inputs = inputs
        return try await desk.accept(job, of: owner).job
    }

    /// The files that a plan reads, with their hashes. A model that is new to the server is read through, which may take a
    /// minute: others do not wait for it.
    private func modelUses(of plan: Plan) async throws -> [ModelUse] {
        let (folder, hashes) = (shelf.models, shelf.hashes)
        do {
            if let known = try await Blocking.run({ try plan.knownModelUses(hashes) }) {
                return known
            }
            return try await Blocking.hashing.run { try plan.modelUses(hashes) }
        } catch {
            throw folder.told(error)
        }
    }

    private func store(_ files: [[UInt8]]) async throws -> [BlobID] {
        var names: [BlobID] = []
        for file in files { names.append(try await desk.store.putInput(file)) }
        return names
    }
}

extension Plan {
    /// A request as this plan has resolved it: names that no other file has, and seeds that are numbers.
    func settled(_ request: GenerationRequest) -> GenerationRequest {
        var request = request
        request.image = nil
        request.checkpoint = first.checkpoint.name
        if let hires, request.hires?.checkpoint != nil {
            request.hires?.checkpoint = hires.checkpoint.name
        }
        if let refiner { request.refiner?.checkpoint = refiner.checkpoint.name }
        let each = request.batchSize * request.iterations
        for place in request.prompts.indices where place * each < images.count {
            request.prompts[place].seed = images[place * each].seed
            request.prompts[place].subseed = images[place * each].subseed
        }
        request.seed = images.first?.seed
        request.subseed = images.first?.subseed
        return request
    }
}

extension Plan {
    /// The checkpoints that a job needs, in the order in which it does: those of its passes, without the first where all
    /// images' first passes are there.
    fileprivate func models(resuming count: Int) -> [String] {
        let passes = hires != nil && count == images.count ? [hires].compactMap(\.self) : passes
        return passes.map(\.checkpoint.name)
    }
}

extension ImageRequest {
    /// A point in place of a picture, for plans in a process that unpacks none.
    fileprivate static func standIn(_ settings: ImageSettings) throws -> ImageRequest {
        let point = try Image8(width: 1, height: 1, channels: 3, pixels: [0, 0, 0])
        return ImageRequest(point, settings: settings)
    }
}

extension PromptRequest {
    /// Its texts.
    fileprivate var texts: [String] {
        [text] + [negativePrompt, hiresPrompt, hiresNegativePrompt].compactMap(\.self)
    }
}

extension Limits {
    /// Refuses new jobs when the disk is nearly full where a folder lies, if the system tells.
    func checkDisk(of folder: String) throws(LimitBreach) {
        if let free = Self.freeDiskBytes(at: folder) { try check(freeDiskBytes: free) }
    }

    /// Bytes that are free where a folder lies; `nil` if the system does not tell.
    static func freeDiskBytes(at folder: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    }
}
