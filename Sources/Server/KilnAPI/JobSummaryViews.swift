import Kiln
import Wire
import WorkerAPI

extension JobSummaryObject {
    /// Characters (Unicode scalars) that are kept of a text, so that all of them together are few
    /// whatever was sent.
    private static let textLimit = 200

    private static func beginning(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(textLimit)))
    }

    /// Pictures that are made.
    init(_ work: GenerationWork, _ plan: Plan) {
        let request = work.request
        self.work = work.from != nil ? .from : work.start != nil ? .image : .text
        prompt = Self.beginning(request.prompts.first?.text ?? "")
        negativePrompt = Self.beginning(
            request.prompts.first?.negativePrompt ?? request.negativePrompt)
        prompts = request.prompts.count
        checkpoint = Self.beginning(plan.first.checkpoint.name)
        (width, height) = (plan.first.size.width, plan.first.size.height)
        steps = plan.requestedSteps
        from = work.from?.count ?? 0
        hires = plan.hires.map { pass in
            var hires = HiresSummaryObject()
            hires.checkpoint = Self.beginning(pass.checkpoint.name)
            (hires.width, hires.height) = (pass.size.width, pass.size.height)
            (hires.steps, hires.denoisingStrength) = (pass.steps, pass.denoisingStrength)
            return hires
        }
    }

    /// Pictures that are enlarged.
    init(_ settings: UpscaleSettings) {
        work = .upscale
        (width, height) = (settings.size?.width, settings.size?.height)
        upscaler = Self.beginning(settings.upscaler)
    }

    /// What is kept with a job; `nil` if that is nothing.
    init?(kept bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes),
            let summary = try? Self(reading: json, manner: .lenient)
        else { return nil }
        self = summary
    }
}
