import Foundation
import Testing

/// The engine's memory, from outside.
@Suite(.serialized) struct UnloadClientTests {
    /// Bytes of main memory that a process has now.
    private func memory(of process: Int32) throws -> Int {
        let fields = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
            .split(separator: " ")
        return try #require(Int(fields[1])) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    @Test func `unloading gives the models' memory back, and the next job reads them again`()
        throws
    {
        let server = try RunningServer()
        defer { server.stop() }
        let body = """
            {"prompt": "a red circle", "width": 64, "height": 64, "steps": 2, "seed": 5}
            """
        let first = try server.json("/sdapi/v1/txt2img", body)["images"] as? [String]
        #expect(first?.count == 1)
        let worker = try #require(server.workers.first)
        let before = try memory(of: worker)
        #expect(try server.measure(#"kiln_job_seconds_count{stage="first pass"}"#) == 1)
        #expect(try server.measure("kiln_model_load_seconds_count") == 3)
        let isMeasured = try waiting {
            try server.measure(#"kiln_worker_model_bytes{device="cpu"}"#) ?? 0 > 10e6
        }
        #expect(isMeasured)
        #expect(try server.measure(#"kiln_worker_process_bytes{device="cpu"}"#) ?? 0 > 50e6)
        #expect(try server.bytes("/sdapi/v1/unload-checkpoint", "{}") == Data("{}".utf8))
        #expect(try server.measure(#"kiln_worker_model_bytes{device="cpu"}"#) == 0)
        let after = try memory(of: worker)
        // The demo model's numbers in float32 are 20 MB and more.
        #expect(before - after > 12 << 20, "\(before) bytes before, \(after) after")
        #expect(try server.bytes("/sdapi/v1/reload-checkpoint", "{}") == Data("{}".utf8))
        let second = try server.json("/sdapi/v1/txt2img", body)["images"] as? [String]
        #expect(second == first)
        #expect(server.workers == [worker])
    }
}
