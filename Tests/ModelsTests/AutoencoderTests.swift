import Layers
import Testing
import Torch

@testable import Models

@Suite struct AutoencoderTests {
    private let prefix = "first_stage_model."

    init() throws { try LibTorch.load() }

    private static let goldens = [
        ("vae", "6x10"), ("vae", "9x13"), ("vae-defaults", "10x13"),
    ]

    @Test(arguments: goldens)
    func `it decodes as diffusers does`(name: String, size: String) throws {
        let golden = try fixture("\(name).\(size)")
        let vae = try Autoencoder(fixture(name)[prefix: prefix])
        let pixels = try torch { vae.decode(try golden.tensor("latent")) }
        #expect(try deviation(of: pixels, from: golden.tensor("decoded")) <= 1e-4)
    }

    @Test(arguments: goldens)
    func `it encodes as diffusers does`(name: String, size: String) throws {
        let golden = try fixture("\(name).\(size)")
        let vae = try Autoencoder(fixture(name)[prefix: prefix])
        let posterior = try torch { vae.encode(try golden.tensor("picture")) }
        #expect(try deviation(of: posterior.mean, from: golden.tensor("mean")) <= 1e-4)
        #expect(try deviation(of: posterior.logVariance, from: golden.tensor("logvar")) <= 1e-4)
    }

    @Test func `its channels and its scale are those of the file`() throws {
        let vae = try Autoencoder(fixture("vae")[prefix: prefix])
        let small = try Autoencoder(fixture("vae-defaults")[prefix: prefix])
        #expect((vae.latentChannels, vae.downsampling) == (4, 8))
        #expect((small.latentChannels, small.downsampling) == (4, 2))
    }

    @Test func `a file of its own has no prefix`() throws {
        var draft = try Draft("vae")
        draft.tensors = Dictionary(
            uniqueKeysWithValues: draft.tensors.map { (String($0.key.dropFirst(18)), $0.value) })
        let golden = try fixture("vae.6x10")
        let vae = try Autoencoder(draft.weights())
        let pixels = try torch { vae.decode(try golden.tensor("latent")) }
        #expect(try deviation(of: pixels, from: golden.tensor("decoded")) <= 1e-4)
    }

    @Test func `convolutions about the latents that are absent change nothing`() throws {
        let golden = try fixture("vae.6x10")
        var identity = try Draft("vae")
        for (name, channels) in [("quant_conv", 8), ("post_quant_conv", 4)] {
            let ones = (0..<channels * channels).map { $0 % (channels + 1) == 0 ? Float(1) : 0 }
            identity.tensors["\(prefix)\(name).weight"] = .init(
                ones, shape: [channels, channels, 1, 1])
            identity.tensors["\(prefix)\(name).bias"] = .init(
                Array(repeating: 0, count: channels), shape: [channels])
        }
        var absent = identity
        absent.tensors = absent.tensors.filter { !$0.key.contains("quant_conv") }
        let (a, b) = (
            try Autoencoder(identity.weights()[prefix: prefix]),
            try Autoencoder(absent.weights()[prefix: prefix])
        )
        let (latent, picture) = (try golden.tensor("latent"), try golden.tensor("picture"))
        #expect(try deviation(of: b.decode(latent), from: a.decode(latent)) <= 1e-6)
        #expect(try deviation(of: b.encode(picture).mean, from: a.encode(picture).mean) <= 1e-6)
    }

    @Test func `attention stored as matrices is the same attention`() throws {
        let golden = try fixture("vae.6x10")
        var draft = try Draft("vae")
        for name in ["q", "k", "v", "proj_out"] {
            draft.tensors["\(prefix)decoder.mid.attn_1.\(name).weight"]?.shape.removeLast(2)
        }
        let vae = try Autoencoder(draft.weights()[prefix: prefix])
        let pixels = try torch { vae.decode(try golden.tensor("latent")) }
        #expect(try deviation(of: pixels, from: golden.tensor("decoded")) <= 1e-4)
    }

    @Test func `every tensor of the file is needed, but the convolutions about the latents`() throws
    {
        let draft = try Draft("vae-defaults")
        for key in draft.tensors.keys.sorted() where !key.contains("quant_conv") {
            var draft = draft
            draft.tensors[key] = nil
            let w = try draft.weights()
            #expect(throws: WeightsError.self) { try Autoencoder(w[prefix: prefix]) }
        }
    }

    @Test func `an encoder of other latents than the decoder's is refused`() throws {
        var draft = try Draft("vae")
        let key = prefix + "encoder.conv_out.weight"
        draft.tensors[key]?.shape = [16, 16, 3, 3]
        let w = try draft.weights()
        let error = #expect(throws: WeightsError.self) { try Autoencoder(w[prefix: prefix]) }
        #expect(
            error
                == .shape(
                    key: key, file: w.file, got: [16, 16, 3, 3], expected: [8, 32, 3, 3]))
    }
}
