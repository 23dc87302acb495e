import Kiln
import Synchronization

/// One line on stderr that says how far the job is, where a terminal shows it.
final class ProgressDisplay: Sendable {
    private let total: Int
    private let watched = Terminal.isWatched
    private let start = ContinuousClock().now
    /// When the first step was done and what share it was: the estimate leaves loading out.
    private let firstStep = Mutex<(time: ContinuousClock.Instant, fraction: Double)?>(nil)

    /// A display for a job of so many images.
    init(total: Int) { self.total = total }

    /// Shows what happened.
    func show(_ event: Event) {
        guard watched else { return }
        switch event {
        case .loading(let part, let file): draw("reading \(part) of \(file)")
        case .progress(let progress): draw(line(progress))
        case .loaded, .patched, .stage, .preview, .firstPass, .image: break
        }
    }

    /// Takes the line away, so that a result can stand in its place.
    func clear() {
        if watched { Terminal.show("\r\u{1B}[K") }
    }

    /// Takes the line away for good.
    func finish() { clear() }

    private func draw(_ text: String) { Terminal.show("\r\u{1B}[K" + text) }

    private func line(_ progress: Progress) -> String {
        let width = 24
        let filled = Int((progress.fraction * Double(width)).rounded(.down))
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: width - filled)
        let images = Self.words(for: progress.images.map { $0 + 1 })
        let percent = Int((progress.fraction * 100).rounded(.down))
        return "\(bar) \(percent) %  \(progress.pass.rawValue), \(images) of \(total), "
            + "step \(progress.step)/\(progress.steps)\(remaining(progress.fraction))"
    }

    /// "image 3", "images 1–4", "images 1, 3, 5": a batch shares a model, and need not be in a row.
    private static func words(for numbers: [Int]) -> String {
        guard let first = numbers.first, let last = numbers.last, numbers.count > 1 else {
            return "image \(numbers.first ?? 0)"
        }
        return last - first == numbers.count - 1
            ? "images \(first)–\(last)"
            : "images " + numbers.map(String.init).joined(separator: ", ")
    }

    private func remaining(_ fraction: Double) -> String {
        let now = ContinuousClock().now
        let first = firstStep.withLock { stored in
            if stored == nil { stored = (now, fraction) }
            return stored
        }
        guard let first, fraction > first.fraction else { return "" }
        let elapsed = (now - first.time) / .seconds(1)
        let rest = Int(elapsed / (fraction - first.fraction) * (1 - fraction))
        let seconds = rest % 60
        return "  ETA \(rest / 60):\(seconds < 10 ? "0" : "")\(seconds)"
    }
}
