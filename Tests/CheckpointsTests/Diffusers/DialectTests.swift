import Checkpoints
import Testing

@Suite struct DialectTests {
    static let unets = ["SD 1.x", "SD 2.x", "SDXL", "SDXL refiner"]
    static let networks = unets + ["VAE"]

    private func dialect(_ network: String, of names: [String]) -> Dialect {
        network == "VAE" ? .diffusersVAE(of: names) : .diffusersUNet(of: names)
    }

    @Test(arguments: networks)
    func `every name of a published model maps both ways, by its names in diffusers`(
        network: String
    ) throws {
        let pairs = try DiffusersFixture.names(network)
        let dialect = dialect(network, of: pairs.map(\.foreign))
        for (foreign, original) in pairs {
            #expect(dialect.original(foreign) == original)
            #expect(dialect.foreign(original) == foreign)
        }
    }

    @Test(arguments: networks)
    func `every name of a published model maps both ways, by its original names`(
        network: String
    ) throws {
        let pairs = try DiffusersFixture.names(network)
        let dialect = dialect(network, of: pairs.map(\.original))
        for (foreign, original) in pairs {
            #expect(dialect.original(foreign) == original)
            #expect(dialect.foreign(original) == foreign)
        }
    }

    @Test(arguments: networks)
    func `the names show the dialect`(network: String) throws {
        let pairs = try DiffusersFixture.names(network)
        let kind: Dialect.Kind = network == "VAE" ? .diffusersVAE : .diffusersUNet
        #expect(Dialect.spoken(by: pairs.map(\.foreign)).kind == kind)
        #expect(Dialect.spoken(by: pairs.map(\.original)) == .original)
        let below = pairs.map { "unet/" + $0.foreign } + ["down_blocks.0.x", "other"]
        #expect(Dialect.spoken(by: below, below: "unet/").kind == kind)
        #expect(Dialect.spoken(by: below) == .original)
    }

    @Test(arguments: [
        // The upsampler stands behind the attention where there is one.
        ("SD 1.x", "up_blocks.0.upsamplers.0.conv", "output_blocks.2.1.conv"),
        ("SD 1.x", "up_blocks.1.upsamplers.0.conv", "output_blocks.5.2.conv"),
        ("SDXL", "up_blocks.0.upsamplers.0.conv", "output_blocks.2.2.conv"),
        ("SDXL refiner", "up_blocks.2.upsamplers.0.conv", "output_blocks.8.2.conv"),
        ("SDXL", "down_blocks.0.downsamplers.0.conv", "input_blocks.3.0.op"),
        ("SDXL", "down_blocks.2.attentions.1", "input_blocks.8.1"),
        ("SDXL", "add_embedding.linear_1", "label_emb.0.0"),
        ("VAE", "decoder.up_blocks.0.resnets.2.conv1", "decoder.up.3.block.2.conv1"),
    ])
    func `modules map as tensors do`(network: String, foreign: String, original: String) throws {
        let dialect = dialect(network, of: try DiffusersFixture.names(network).map(\.foreign))
        #expect(dialect.original(foreign) == original)
        #expect(dialect.foreign(original) == foreign)
        #expect(dialect.original(foreign + ".weight") == original + ".weight")
    }

    @Test(arguments: [
        "", ".", "conv_i", "conv_in2.weight", "down_blocks.0", "encoder_hid_proj.weight",
        "down_blocks.0.resnets.2.conv1.weight",
        "down_blocks.00.resnets.0.conv1.weight", "down_blocks.0.resnets.0.conv3.weight",
        "down_blocks.3.attentions.0.norm.weight", "down_blocks.3.downsamplers.0.conv.weight",
        "input_blocks.0.0.weight",
    ])
    func `a name that the network has no place for is none`(name: String) throws {
        let pairs = try DiffusersFixture.names("SD 1.x")
        #expect(Dialect.diffusersUNet(of: pairs.map(\.foreign)).original(name) == nil)
    }

    @Test(arguments: [
        "input_blocks.1.1", "input_blocks.1.1.norm", "input_blocks.4.0.skip_connection.weight",
    ])
    func `names above a module are none, names from it on are`(name: String) throws {
        let pairs = try DiffusersFixture.names("SD 1.x")
        let dialect = Dialect.diffusersUNet(of: pairs.map(\.original))
        #expect(dialect.foreign(name).flatMap(dialect.original) == name)
        #expect(dialect.foreign("input_blocks") == nil)
        #expect(dialect.foreign("input_blocks.1.0") == nil)
    }

    @Test func `a network of other depths is counted`() {
        // One residual block in the first level, three in the second, which alone attends.
        let down = ["0.resnets.0", "0.downsamplers.0"] + (0...2).map { "1.resnets.\($0)" }
        let up = (0...3).map { "0.resnets.\($0)" } + ["0.upsamplers.0"]
        let last = ["1.resnets.0", "1.resnets.1"]
        let names =
            down.map { "down_blocks.\($0).conv1" } + (up + last).map { "up_blocks.\($0).conv1" }
            + (0...2).map { "down_blocks.1.attentions.\($0).norm" }
            + (0...3).map { "up_blocks.0.attentions.\($0).norm" }
            + ["mid_block.resnets.0", "mid_block.resnets.1"]
        let dialect = Dialect.diffusersUNet(of: names)
        #expect(dialect.original("down_blocks.1.resnets.2.conv1") == "input_blocks.5.0.in_layers.2")
        #expect(dialect.original("down_blocks.1.attentions.2.norm") == "input_blocks.5.1.norm")
        #expect(dialect.original("up_blocks.0.upsamplers.0.conv") == "output_blocks.3.2.conv")
        #expect(dialect.original("up_blocks.1.resnets.1.norm2") == "output_blocks.5.0.out_layers.0")
        // Without attention in the middle its residual blocks are neighbours.
        #expect(dialect.original("mid_block.resnets.1.conv1") == "middle_block.1.in_layers.2")
    }

    @Test func `the old names of a VAE's attention map both ways`() throws {
        let file = try CheckpointFile(opening: DiffusersFixture.path("old-vae"))
        let dialect = Dialect.spoken(by: file.tensors.keys)
        let pairs = [
            ("query", "q"), ("key", "k"), ("value", "v"), ("proj_attn", "proj_out"),
            ("group_norm", "norm"),
        ]
        for (foreign, original) in pairs {
            let foreign = "decoder.mid_block.attentions.0.\(foreign).weight"
            #expect(file.tensors[foreign] != nil)
            #expect(dialect.original(foreign) == "decoder.mid.attn_1.\(original).weight")
            #expect(dialect.foreign("decoder.mid.attn_1.\(original).weight") == foreign)
        }
    }

    @Test func `a VAE with three levels counts its decoder's from three`() throws {
        let file = try CheckpointFile(opening: DiffusersFixture.path("old-vae"))
        let dialect = Dialect.spoken(by: file.tensors.keys)
        #expect(
            dialect.original("decoder.up_blocks.0.upsamplers.0.conv.weight")
                == "decoder.up.2.upsample.conv.weight")
    }

    @Test func `the original names pass as they are`() {
        #expect(Dialect.original.original("any.name") == "any.name")
        #expect(Dialect.original.foreign("any.name") == "any.name")
    }
}
