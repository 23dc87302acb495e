import Foundation
import Testing

/// Every wrong word gets one sentence on stderr and status 2, every failure one and status 1.
@Suite struct ComplaintTests {
    private func complaint(_ arguments: [String], status: Int32) throws -> String {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == status)
        #expect(outcome.output == "")
        #expect(outcome.complaint.hasPrefix("kiln: "))
        #expect(outcome.complaint.split(separator: "\n").count == 1)
        return outcome.complaint
    }

    @Test(arguments: [
        (["txt2img"], "give a --prompt"),
        (["txt2img", "--prompt", "a", "--steps", "many"], "'many' is invalid for '--steps"),
        (["txt2img", "--prompt", "a", "--frobnicate"], "Unknown option '--frobnicate'"),
        (["paint"], "'paint'"),
        (["plan", "--prompt", "a", "--models", "/no/such/folder"], "/no/such/folder"),
        (["plan", "--prompt", "a", "--width", "7"], "--width is 7; it may be from 64 to 16384."),
        (["plan", "--prompt", "a", "--sampler", "Magic"], "there are: DPM++ 2M, DPM++ SDE, "),
        (["plan", "--prompt", "a", "--scheduler", "Magic"], "there are: Automatic, Uniform,"),
        (["plan", "--prompt", "a", "--rng", "dice"], "nv, cpu"),
        (["plan", "--prompt", "a", "--checkpoint", "demo-sd51"], "demo-sd15.safetensors"),
        (
            ["serve", "--workers", "foo"],
            "--workers has \"foo\", which is no device; say auto, none,"
        ),
        (["serve", "--workers", "cpu,"], "--workers has \"\", which is no device"),
        (["serve", "--workers", "cuda:0,cuda:-1"], "\"cuda:-1\""),
        (["serve", "--keep-days", "-1"], "--keep-days may be from 1 to 36500."),
        (["serve", "--port", "-1"], "--port is -1; it may be from 0 to 65535."),
        (["serve", "--models", "/no/such/folder"], "/no/such/folder is not a folder"),
        (["worker", "--server", "foo", "--token-file", "t"], "begins with http:// or https://"),
        (["worker", "--server", "http://a/foo", "--token-file", "t"], "without a path"),
        (["worker", "--server", "http://a"], "--token-file <file>"),
        (
            ["worker", "--server", "http://a", "--token-file", "t", "--models", "/no/such/folder"],
            "/no/such/folder is not a folder"
        ),
        (["contact-sheet", "/no/such/folder"], "there is no folder /no/such/folder"),
    ])
    func `a wrong word is a usage error with what would be right`(
        arguments: [String], part: String
    ) throws {
        #expect(try complaint(arguments, status: 2).contains(part))
    }

    @Test func `a latent upscaler between two spaces names the alternative`() throws {
        let sentence = try complaint(
            [
                "plan", "--prompt", "a", "--checkpoint", "demo-sd15", "--hr-checkpoint",
                "demo-sdxl", "--hr-upscaler", "Latent",
            ], status: 2)
        #expect(sentence.hasSuffix("use \"Lanczos\", which goes through pixels.\n"))
    }

    @Test func `a server that a proxy would open to all does not start`() throws {
        for option in [
            ["--behind-tls"], ["--trusted-proxy", "::1"], ["--allow-host", "a.example"],
        ] {
            let sentence = try complaint(["serve", "--port", "0"] + option, status: 1)
            #expect(sentence.contains(option[0]) && sentence.contains("--api-auth-file"))
        }
        let unset = try Program.run(["serve", "--port", "0"], environment: ["KILN_API_AUTH": ""])
        #expect(unset.status == 1 && unset.complaint.contains("KILN_API_AUTH names no user"))
    }

    @Test func `a file that is no model is a failure that names the file`() throws {
        let path = Program.root.appendingPathComponent("README.md").path
        #expect(try complaint(["inspect", path], status: 1).contains("README.md"))
        #expect(try complaint(["inspect", "/no/such/file"], status: 1).contains("/no/such/file"))
    }

    @Test func `a folder that cannot be written to is refused before anything runs`() throws {
        let scratch = try Program.Scratch()
        let file = "\(scratch.path)/file"
        try Data().write(to: URL(fileURLWithPath: file))
        #expect(try complaint(Program.job(output: file), status: 2).contains("--output"))
        #expect(try complaint(Program.job(output: "/proc/none"), status: 2).contains("/proc/none"))
    }

    @Test func `a missing libtorch is one sentence with the command that installs it`() throws {
        let scratch = try Program.Scratch()
        let outcome = try Program.run(
            Program.job(output: scratch.path), environment: ["KILN_LIBTORCH": "/no/such/folder"])
        #expect(outcome.status == 1)
        #expect(outcome.complaint.split(separator: "\n").count == 1)
        #expect(outcome.complaint.contains("/no/such/folder"))
        #expect(try scratch.files == [])
    }

    @Test func `negative numbers are values`() throws {
        let outcome = try Program.run(["plan", "--prompt", "a", "--seed", "-1"])
        #expect(outcome.status == 0)
        #expect(
            try complaint(
                ["plan", "--prompt", "a", "--cfg-scale", "-1"], status: 2
            ).contains("--cfg-scale is -1.0"))
    }

    @Test func `texts are values however they begin, and may be empty`() throws {
        let outcome = try Program.run([
            "plan", "--prompt", "-1girl", "--negative-prompt", "", "--hr-prompt", "--dash",
            "--hr-negative-prompt", "- a list",
        ])
        #expect(outcome.status == 0)
        #expect(outcome.complaint == "")
    }

    @Test func `help and version go to stdout with status 0`() throws {
        for arguments in [["--help"], ["txt2img", "--help"], ["--version"]] {
            let outcome = try Program.run(arguments)
            #expect(outcome.status == 0)
            #expect(outcome.complaint == "")
            #expect(!outcome.output.isEmpty)
        }
    }
}
