import ArgumentParser
import Checkpoints
import Kiln

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `kiln convert`
struct ConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Make one safetensors file of a model in any format.",
        discussion: """
            Reads .ckpt, .pt, .pth and .bin files without running what is in them, GGUF files, \
            safetensors files, the parts that an .index.json names, and folders as diffusers \
            writes them.

            A diffusers folder comes out as one checkpoint in the original Stable Diffusion layout, \
            which web UIs read; a diffusers UNet or VAE of its own comes out under the original \
            names. The tensors of every other file keep their names. Quantised tensors of a GGUF \
            file come out as the numbers they stand for.

              kiln convert old.ckpt new.safetensors
              kiln convert downloaded-folder/ model.safetensors --dtype float16

            The new file appears when it is complete; if anything fails, none is left. Models larger \
            than the memory are fine.
            """)

    @Argument(help: "A model file, a shard index (.index.json) or a diffusers folder.")
    var file: String

    @Argument(
        help: ArgumentHelp("The file to write; ends in .safetensors.", valueName: "out.safetensors")
    )
    var output: String

    @Option(
        help: ArgumentHelp(
            "Type of the floating-point tensors; keep leaves each in its own.", valueName: "type"))
    var dtype = ElementChoice.keep

    @Flag(help: "Replace the file if it exists.")
    var force = false

    /// What `--dtype` may be.
    enum ElementChoice: String, CaseIterable, ExpressibleByArgument {
        case keep
        case float16
        case bfloat16
        case float32
    }

    func validate() throws {
        guard output.hasSuffix(".safetensors") else {
            throw ValidationError("the name of the file to write has to end in .safetensors")
        }
    }

    func run() async throws {
        let start = ContinuousClock().now
        let conversion = try Conversion(
            of: CheckpointFile(opening: file), to: .init(rawValue: dtype.rawValue))
        let display = ConversionDisplay()
        let cancellation = Cancellation()
        let interrupt = Interrupt { cancellation.cancel() }
        defer { interrupt.restore() }
        let overflows: Int
        do {
            overflows = try conversion.write(to: output, replacing: force) { progress in
                if cancellation.isCancelled { throw CancellationError() }
                display.show(progress)
            }
            display.clear()
        } catch is CancellationError {
            display.clear()
            Terminal.complain("interrupted; \(output) was not written.")
            endProcess(Failure.interrupted)
        } catch {
            display.clear()
            throw error
        }
        if overflows > 0 {
            Terminal.complain(
                "\(overflows) numbers were too large for \(dtype.rawValue) and became infinite; "
                    + "bfloat16 and float32 reach further.")
        }
        let seconds = Int(((ContinuousClock().now - start) / .milliseconds(100)).rounded())
        let count = conversion.entries.count
        Terminal.result(
            "\(output): \(count) tensor\(count == 1 ? "" : "s"), "
                + "\(ByteCount.text(conversion.byteCount)), \(seconds / 10).\(seconds % 10) s")
    }
}

/// One line on stderr that says how much is written, where a terminal shows it.
private final class ConversionDisplay {
    private let watched = Terminal.isWatched
    private var percent = -1

    func show(_ progress: Conversion.Progress) {
        let now = Int((Double(progress.written) / Double(max(progress.total, 1)) * 100))
        guard watched, now != percent else { return }
        percent = now
        let filled = now * 24 / 100
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        Terminal.show("\r\u{1B}[K\(bar) \(now) %  writing")
    }

    /// Takes the line away.
    func clear() {
        if watched { Terminal.show("\r\u{1B}[K") }
    }
}

/// Ends the process; a command's own `exit` is another.
private func endProcess(_ status: Int32) -> Never { exit(status) }
