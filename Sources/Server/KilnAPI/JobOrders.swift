import Jobs
import Kiln
import WebUI
import Wire
import WorkerAPI

/// Makes orders of what `POST /kiln/v1/jobs` and `/plan` take.
struct JobOrders: Sendable {
    let intake: Intake

    private var desk: JobDesk { intake.desk }

    /// The order of a body.
    ///
    /// - Parameter storing: whether what the job needs is stored; a plan needs nothing.
    /// - Throws: `JSONError`, `WireError`, ``APIError``; as `Choosing` for a body with "from".
    func order(_ call: Call, storing: Bool) async throws -> Order {
        let body: JobBody = try call.object()
        var order: Order
        if let names = body.from {
            try JobBody.checkBesideFrom(call.json())
            order = try await finishing(names, body, storing: storing)
        } else {
            try body.checkSaysWhat()
            order = Order(try body.request(), kind: "kiln")
            order.start = try await start(body.image)
            order.keepsFirstPasses = body.keepFirstPasses
        }
        order.output = body.output.written
        order.priority = body.priority
        order.idempotencyKey = body.idempotencyKey
        return order
    }

    private func finishing(
        _ names: [String], _ body: JobBody, storing: Bool
    ) async throws -> Order {
        guard !names.isEmpty else { throw Choosing.nothingChosen }
        guard let hires = body.hires else {
            throw APIError.invalid("\"from\" needs \"hires\", the pass that finishes the images.")
        }
        var order = try await Choosing(intake: intake).order(
            from: names, hires: hires.request, storing: storing)
        order.request.savesBeforeHires = body.saveBeforeHires
        return order
    }

    private func start(_ body: PictureBody?) async throws -> Order.Start? {
        guard let body else { return nil }
        let picture: [UInt8]
        if let id = ImageID(body.picture) {
            picture = try await desk.store.bytes(of: id)
        } else {
            picture = try PictureText.bytes(
                of: body.picture, field: "image.picture", limit: intake.limits.bodyBytes)
        }
        let limit = intake.limits.bodyBytes
        let mask = try body.mask.map {
            try PictureText.bytes(of: $0, field: "image.mask", limit: limit)
        }
        return Order.Start(pictures: [picture], mask: mask, settings: body.settings)
    }
}
