import Kiln
import Wire

/// Makes orders of what `POST /kiln/v1/jobs` and `/plan` take.
struct JobOrders: Sendable {
    let intake: Intake

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
            try await settleSize(&order, body)
        }
        order.output = body.output.written
        order.priority = body.priority
        order.idempotencyKey = body.idempotencyKey
        return order
    }

    /// Gives an order the size that its checkpoint's family was made for, as far as it has none.
    private func settleSize(_ order: inout Order, _ body: JobBody) async throws {
        guard body.width == nil || body.height == nil else { return }
        let edge = try await intake.plan(order).first.architecture.nativeSize
        order.request.width = body.width ?? edge
        order.request.height = body.height ?? edge
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
        let picture = try await intake.picture(
            body.picture, field: "image.picture", fetching: false)
        var start = Order.Start(pictures: [picture], settings: body.settings)
        if let mask = body.mask {
            start.mask = try await intake.picture(mask, field: "image.mask", fetching: false)
        }
        return start
    }
}
