import Kiln
import KilnTesting
import Testing

@Suite struct PlanTableTests {
    private static let questions: [PlanQuestion] = PlanTable.checkpoints.flatMap { first in
        PlanTable.firstModules.flatMap { firstModules in
            PlanTable.checkpoints.flatMap { second in
                PlanTable.hiresModules.flatMap { hiresModules in
                    PlanTable.upscalers.map { upscaler in
                        PlanQuestion(
                            first: first, firstModules: firstModules, second: second,
                            hiresModules: hiresModules, upscaler: upscaler)
                    }
                }
            }
        }
    }

    /// Every second row of two checkpoints that run; every fifth where the second does not; and where
    /// the first does not, so that nothing asked of the second makes a difference, one for each pair.
    private static let asked: [PlanQuestion] = {
        let open = questions.filter { $0.first.refusal == nil }
        let both = open.filter { $0.second.refusal == nil }
        let half = open.filter { $0.second.refusal != nil }
        let closed = questions.filter {
            $0.first.refusal != nil && $0.hiresModules == nil && $0.upscaler == nil
        }
        return closed
            + both.enumerated().filter { $0.offset % 2 == $0.offset / 8 % 2 }.map(\.element)
            + half.enumerated().filter { $0.offset.isMultiple(of: 5) }.map(\.element)
    }()

    @Test func `every pair of checkpoints, modules and upscalers gets its verdict and text`() throws
    {
        let folder = try PlanTable.folder()
        var runs = 0
        for question in Self.asked {
            let verdict = answer(question, in: folder)
            #expect(verdict == question.verdict, "\(question)")
            if case .runs = verdict { runs += 1 }
        }
        #expect(Self.asked.count >= 2_000 && runs >= 200)
    }

    @Test func `every pair of checkpoints is among the questions`() {
        let pairs = Set(Self.asked.map { "\($0.first.name) \($0.second.name)" })
        #expect(pairs.count == PlanTable.checkpoints.count * PlanTable.checkpoints.count)
        let upscalers = Set(Self.asked.map { "\($0.second.name) \($0.upscaler ?? "-")" })
        #expect(upscalers.count == PlanTable.checkpoints.count * PlanTable.upscalers.count)
    }

    private func answer(
        _ question: PlanQuestion, in folder: TemporaryFolder
    ) -> PlanQuestion.Verdict {
        do {
            let plan = try folder.plan {
                $0.checkpoint = question.first.name
                $0.modules = question.firstModules
                $0.hires = HiresRequest()
                $0.hires?.checkpoint = question.second.name
                $0.hires?.modules = question.hiresModules
                $0.hires?.upscaler = question.upscaler
            }
            guard let hires = plan.hires, let hop = plan.hop else { return .refused("no hop") }
            return .runs(
                PlanQuestion.Outcome(
                    parts: ([hires.vae] + hires.encoders).map(\.file.stem), way: hop.upscaler,
                    reason: hop.reason, notes: plan.notes))
        } catch {
            let sentence = String(describing: error)
            return .refused(sentence.replacing(/there are: .*$/, with: "there are: …"))
        }
    }
}
