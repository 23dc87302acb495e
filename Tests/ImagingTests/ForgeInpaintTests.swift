import Foundation
import Testing

@testable import Imaging

/// A picture that Forge inpainted (`forge-inpaint.png`), from the request's picture and mask.
struct ForgeInpaintTests {
    private func picture(_ name: String) throws -> Image8 {
        try PNG.decode(Array(Fixtures.data("forge-\(name).png")))
    }

    private func canvas() throws -> Img2ImgCanvas {
        var settings = Img2ImgCanvas.Settings()
        settings.mask.content = .original
        settings.mask.isOnlyMasked = false
        return try Img2ImgCanvas(
            picture("inpaint-picture"), mask: picture("inpaint-mask"), settings: settings,
            width: 128, height: 128)
    }

    @Test func `what is encoded is the picture, its mean the one that Forge recorded`() throws {
        let initial = try canvas().initial
        #expect(try initial == picture("inpaint-picture"))
        let sum = initial.pixels.reduce(0.0) { $0 + 2 * Double($1) / 255 - 1 }
        #expect(abs(sum / Double(initial.pixels.count) + 0.022222235798835754) < 1e-7)
    }

    /// The cells are those in which Forge's denoised latents are not the encoded picture's.
    @Test func `the latents that are made anew are those that Forge made anew`() throws {
        let mask = try #require(try canvas().latentMask(columns: 16, rows: 16))
        let lines = stride(from: 0, to: 256, by: 16).map { start in
            String(mask[start..<start + 16].map { $0 == 1 ? "#" : "." })
        }
        let blank = [String](repeating: "................", count: 5)
        let full = [String](repeating: "....#######.....", count: 7)
        #expect(lines == blank + full + [".....#####......"] + blank[..<3])
    }

    @Test func `Forge's picture is a result seen through the mask over the original`() throws {
        let (canvas, forge) = try (canvas(), picture("inpaint"))
        let seam = try #require(canvas.overlayMask)
        let original = try picture("inpaint-picture")
        let darkest = try canvas.composed(.plain(0, width: 128, height: 128, channels: 3))
        let brightest = try canvas.composed(.plain(255, width: 128, height: 128, channels: 3))
        var kept = 0
        var mixed = 0
        for (place, sample) in forge.pixels.enumerated() {
            #expect((darkest.pixels[place]...brightest.pixels[place]).contains(sample))
            switch seam.pixels[place / 3] {
            case 0:
                #expect(sample == original.pixels[place])
                kept += 1
            case 1..<255: mixed += 1
            default: break
            }
        }
        #expect((kept, mixed) == (3 * 10108, 3 * 2724))
    }
}
