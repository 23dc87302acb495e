import Jobs
import Wire
import WorkerAPI

// What workers say, within bounds: nothing that is done with it afterwards overflows, grows or misleads.

extension ProgressReport {
    /// Characters of a text.
    private static let longestText = 200
    /// Steps of a batch.
    private static let mostSteps = 1_000_000

    /// The same of a job that makes so many images: places that it has, numbers in their ranges, short texts that print.
    func bounded(images count: Int) -> ProgressReport {
        var report = self
        report.stage = stage.shown(upTo: Self.longestText)
        report.detail = detail.shown(upTo: Self.longestText)
        report.steps = steps.clamped(to: 0...Self.mostSteps)
        report.step = step.clamped(to: 0...report.steps)
        report.images = Array(images.lazy.filter((0..<count).contains).prefix(count))
        report.fraction = fraction.isFinite ? fraction.clamped(to: 0...1) : 0
        report.finished = finished.clamped(to: 0...max(count, 0))
        report.part = part.map { part in
            let count = part.count.clamped(to: 1...Self.mostSteps)
            return JobPart(part.number.clamped(to: 0...count - 1), of: count)
        }
        report.memory = memory?.bounded
        return report
    }
}

extension WorkerMemory {
    /// More than any machine has.
    private static let most = 1 << 50

    /// The same between nothing and a pebibyte.
    var bounded: WorkerMemory {
        WorkerMemory(
            process: process?.clamped(to: 0...Self.most), models: models?.clamped(to: 0...Self.most)
        )
    }
}

extension ClaimRequest {
    /// Bytes of a name.
    private static let longestName = 200
    /// Models that a worker holds, and bytes of their names.
    private static let (mostModels, longestModel) = (1_000, 4_096)

    /// The same with a device that can be shown and a possible memory.
    ///
    /// - Throws: `JobStoreError.invalid` if what tells workers and models apart is too long or too much.
    func checked() throws(JobStoreError) -> ClaimRequest {
        guard !worker.isEmpty, worker.utf8.count <= Self.longestName,
            worker == worker.shown(upTo: Self.longestName)
        else {
            throw .invalid(
                "a worker's name has 1 to \(Self.longestName) bytes, all of which print.")
        }
        guard life?.utf8.count ?? 0 <= Self.longestName else {
            throw .invalid("what tells a worker's life has at most \(Self.longestName) bytes.")
        }
        guard resident.count <= Self.mostModels,
            resident.allSatisfy({ $0.utf8.count <= Self.longestModel })
        else {
            throw .invalid(
                "a worker holds at most \(Self.mostModels) models, whose names have at most "
                    + "\(Self.longestModel) bytes.")
        }
        var request = self
        request.device = device.shown(upTo: 32)
        request.memory = memory?.bounded
        return request
    }
}

extension ImageReport {
    /// The sides of a picture, and its seeds: all that a request may have.
    private static let (sides, seeds) = (1...65_535, 0...Int.max)

    /// Refuses numbers that no picture has.
    ///
    /// - Throws: `JobStoreError.invalid`.
    func check() throws(JobStoreError) {
        guard Self.sides.contains(width), Self.sides.contains(height) else {
            throw .invalid("a picture's sides are \(Self.sides), not \(width) and \(height).")
        }
        guard Self.seeds.contains(seed), Self.seeds.contains(subseed) else {
            throw .invalid("a picture's seeds are numbers from 0 to 2⁶³-1.")
        }
    }
}

extension OutcomeReport {
    /// The reason on one line, of at most 2,000 characters that print, for clients.
    var sentence: String {
        let line = reason.prefix(8_000).split(whereSeparator: \.isNewline).joined(separator: " ")
        return OptionNames.reworded(line.shown(upTo: 2_000).placeless())
    }
}

extension Comparable {
    /// The value, or the bound of a range that is nearest to it.
    fileprivate func clamped(to range: ClosedRange<Self>) -> Self {
        min(max(self, range.lowerBound), range.upperBound)
    }
}
