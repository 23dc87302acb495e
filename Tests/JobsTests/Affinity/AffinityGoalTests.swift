import Foundation
import Testing

@testable import Jobs

/// How often a job finds its models in its worker's memory, and how long jobs wait for that.
///
/// Four workers hold two models each of eight, which are asked for by Zipf's law. What arrives is told
/// as a share of what the workers could do without ever reading a model; first come first served they
/// cannot keep up with 0.7 of it.
@Suite struct AffinityGoalTests {
    /// `KILN_AFFINITY_SEEDS` asks for another number of streams of each kind.
    private static let seeds =
        1...(ProcessInfo.processInfo.environment["KILN_AFFINITY_SEEDS"].flatMap(UInt64.init) ?? 1)

    /// What a stream must give.
    struct Goal: Sendable, CustomStringConvertible {
        let mix: Mix
        /// The least share of warm hits.
        let warmHits: Double
        var description: String { mix.description }

        init(_ load: Double, secondStages: Int = 0, warmHits: Double) {
            mix = Mix(load: load, secondStages: secondStages)
            self.warmHits = warmHits
        }
    }

    /// What was found, first come first served and by the claim's order, as means of six seeds: the
    /// share of warm hits, and the seconds within which 99 % of the jobs were claimed. A job with two
    /// models, any pair of the eight, fills a worker's memory alone: below a load of 0.9 the goal of
    /// 80 % is out of reach, because too few jobs wait to choose from.
    static let goals = [
        Goal(0.3, warmHits: 0.8),  // 38.5 %, 13 s: 91.3 %, 20 s
        Goal(0.5, warmHits: 0.8),  // 38.2 %, 47 s: 86.1 %, 24 s
        Goal(0.7, warmHits: 0.8),  // 38.4 %, 1640 s: 83.3 %, 51 s
        Goal(0.9, warmHits: 0.8),  // 38.3 %, 4941 s: 87.1 %, 237 s
        Goal(1.1, warmHits: 0.8),  // 37.9 %, 7076 s: 92.5 %, 1672 s
        Goal(0.3, secondStages: 30, warmHits: 0.6),  // 34.3 %, 19 s: 64.8 %, 22 s
        Goal(0.5, secondStages: 30, warmHits: 0.6),  // 34.3 %, 70 s: 62.6 %, 46 s
        Goal(0.7, secondStages: 30, warmHits: 0.6),  // 34.4 %, 2704 s: 64.9 %, 145 s
        Goal(0.9, secondStages: 30, warmHits: 0.8),  // 34.3 %, 6975 s: 84.7 %, 680 s
        Goal(1.1, secondStages: 30, warmHits: 0.8),  // 34.2 %, 9693 s: 86.6 %, 2994 s
    ]

    @Test(arguments: goals)
    func `most jobs find their models, and wait at most twice as long as in a plain queue`(
        goal: Goal
    ) {
        for seed in Self.seeds {
            let jobs = goal.mix.jobs(4000, workers: 4, seed: seed)
            let plain = Simulation.run(jobs, .firstComeFirstServed, workers: 4, seed: seed)
            let ours = Simulation.run(jobs, .claimOrder, workers: 4, seed: seed)
            #expect(ours.waits.count == jobs.count && plain.waits.count == jobs.count)
            #expect(ours.warmHits >= goal.warmHits)
            #expect(ours.wait(0.99) <= 2 * plain.wait(0.99))
        }
    }

    @Test(arguments: [0.1, 0.2])
    func `where a plain queue makes no one wait, 99 of 100 wait for 21 s at most`(load: Double) {
        let jobs = Mix(load: load).jobs(4000, workers: 4, seed: 1)
        let ours = Simulation.run(jobs, .claimOrder, workers: 4, seed: 1)
        #expect(ours.warmHits >= 0.9)
        #expect(ours.wait(0.5) == 0)
        #expect(ours.wait(0.99) <= 21)
    }

    @Test(arguments: [1, 2, 16])
    func `a job waits for long only behind others, whatever the number of workers`(workers: Int) {
        let jobs = Mix(load: 0.5, secondStages: 30).jobs(1000, workers: workers, seed: 3)
        let plain = Simulation.run(jobs, .firstComeFirstServed, workers: workers, seed: 3)
        let ours = Simulation.run(jobs, .claimOrder, workers: workers, seed: 3)
        #expect(ours.warmHits > plain.warmHits)
        #expect(ours.wait(1) <= plain.wait(1) + 60)
    }
}
