import Jobs
import Logging
import Testing
import WorkerAPI

@testable import Server

/// What workers tell of their time and memory, as it is measured.
@Suite struct WorkerMeasuresTests {
    private let registry = PrometheusRegistry()
    private var measures: ServiceMeasures { ServiceMeasures(registry) }

    private func has(_ line: String) -> Bool {
        registry.text.split(separator: "\n").contains(Substring(line))
    }

    @Test func `a try's time is counted stage by stage, once it has ended`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let desk = JobDesk(
            store: service.desk.store, measures: measures, logger: .init(label: "test"))
        _ = try await service.intake.take(service.order(), owner: "me")
        let request = ClaimRequest(worker: "w", device: "cpu", resident: [])
        let claim = try #require(try await desk.claim(request))
        let lease = Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
        var outcome = OutcomeReport(.failed, reason: "told to.")
        outcome.times = TryTimes()
        outcome.times?.add(2, to: .firstPass)
        outcome.times?.add(3, to: .firstPass)
        outcome.times?.addLoad(0.25)
        outcome.times?.addLoad(0.5)
        try await desk.end(lease, outcome)
        #expect(has("kiln_job_seconds_sum{stage=\"first pass\"} 5"))
        #expect(has("kiln_job_seconds_count{stage=\"first pass\"} 1"))
        #expect(has("kiln_job_seconds_sum{stage=\"loading\"} 0.75"))
        #expect(has("kiln_model_load_seconds_count 2"))
        // What is said under an old lease is not counted.
        await #expect(throws: JobStoreError.leaseLost) { try await desk.end(lease, outcome) }
        #expect(has("kiln_model_load_seconds_count 2"))
    }

    @Test func `times that are none and stages that are none are left out`() {
        var times = TryTimes()
        for seconds in [-1, .infinity, -.infinity, .nan, 1e300] { times.addLoad(seconds) }
        times.add(-3, to: .hop)
        measures.spent(times)
        #expect(!registry.text.contains("kiln_model_load_seconds"))
        #expect(!registry.text.contains("kiln_job_seconds"))
    }

    @Test func `memory is told by device, and that of a worker that is gone is gone`() {
        let roll = WorkerRoll()
        func begin(_ worker: String, _ device: String, _ process: Int, _ models: Int) {
            var request = ClaimRequest(worker: worker, device: device, resident: [])
            request.memory = WorkerMemory(process: process, models: models)
            roll.begin(request)
        }
        begin("a", "cpu", 100, 10)
        begin("b", "cpu", 200, 20)
        begin("c", "cuda:0", .max, -5)
        begin("d", "cuda:0", .max, 7)
        // While it computes a worker tells its process's memory only.
        roll.hear("a", WorkerMemory(process: 150))
        roll.hear("nobody", WorkerMemory(process: 1))
        measures.memory(roll.memory)
        #expect(has("kiln_worker_process_bytes{device=\"cpu\"} 350"))
        #expect(has("kiln_worker_model_bytes{device=\"cpu\"} 30"))
        #expect(has("kiln_worker_model_bytes{device=\"cuda:0\"} 7"))
        #expect(roll.memory["cuda:0"]?.process == .max)
        for worker in ["a", "b"] { #expect(roll.remove(worker)) }
        measures.memory(roll.memory)
        #expect(has("kiln_worker_process_bytes{device=\"cpu\"} 0"))
        #expect(has("kiln_worker_model_bytes{device=\"cpu\"} 0"))
    }
}
