import Checkpoints
import Foundation
import Testing

@Suite struct ConvertCommandTests {
    private let scratch: Program.Scratch
    private var output: String { scratch.path + "/out.safetensors" }

    init() throws { scratch = try Program.Scratch() }

    /// A file or folder that `tools/goldens/diffusers_folders.py` wrote.
    private func fixture(_ name: String) -> String {
        Program.root
            .appendingPathComponent("Tests/CheckpointsTests/Fixtures/diffusers/\(name)").path
    }

    @Test func `a folder becomes a checkpoint, told in one line`() throws {
        let run = try Program.run(["convert", fixture("sdxl"), output])
        #expect(run.status == 0 && run.complaint.isEmpty)
        let count = try CheckpointFile(opening: output).tensors.count
        #expect(run.lines.count == 1 && run.output.hasPrefix("\(output): \(count) tensors, "))
        #expect(try scratch.files == ["out.safetensors"])
    }

    @Test func `the type is what was asked for`() throws {
        let run = try Program.run(
            ["convert", fixture("old-vae"), output, "--dtype", "bfloat16"])
        #expect(run.status == 0)
        let types = Set(try CheckpointFile(opening: output).tensors.values.map(\.type))
        #expect(types == [.bf16])
    }

    @Test func `a file is replaced only by force`() throws {
        _ = try Program.run(["convert", fixture("sd2"), output])
        let refused = try Program.run(["convert", fixture("old-vae"), output])
        #expect(refused.status != 0 && refused.complaint.contains("--force"))
        let forced = try Program.run(["convert", fixture("old-vae"), output, "--force"])
        #expect(forced.status == 0)
        #expect(try CheckpointFile(opening: output).tensors["decoder.conv_in.weight"] != nil)
    }

    @Test(arguments: ["out.ckpt", "out"])
    func `another ending is refused`(name: String) throws {
        let run = try Program.run(["convert", fixture("sd2"), "\(scratch.path)/\(name)"])
        #expect(run.status == 2 && run.complaint.contains(".safetensors"))
        #expect(try scratch.files.isEmpty)
    }

    @Test func `what is no model is told and leaves nothing`() throws {
        let run = try Program.run(["convert", fixture("names.json"), output])
        #expect(run.status == 1 && run.complaint.contains("is a JSON text"))
        #expect(try scratch.files.isEmpty)
    }
}
