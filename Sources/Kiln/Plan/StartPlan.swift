public import Imaging
import WebUI

/// The picture that a first pass begins with.
public struct StartPlan: Sendable {
    /// The picture at the size that is made, with its mask.
    public let canvas: Img2ImgCanvas
    /// Factor of the noise that the picture gets.
    public let noiseMultiplier: Double
    /// How much an editing model holds on to the picture.
    public let imageCfgScale: Double
    /// How far what is masked is hidden from an inpainting model.
    public let maskWeight: Double
    /// What infotexts say beside that.
    let entries: [Infotext.Entry]

    /// The picture of a request at a pass's size.
    ///
    /// - Throws: `ImagingError`.
    init(_ request: ImageRequest, size: PixelSize) throws {
        let settings = request.settings
        canvas = try Img2ImgCanvas(
            request.picture, mask: request.mask, settings: settings.canvas, width: size.width,
            height: size.height)
        noiseMultiplier = settings.noiseMultiplier
        imageCfgScale = settings.imageCfgScale
        maskWeight = settings.maskWeight
        entries = request.entries
    }

    /// The result in its place in the picture that was given: in 8 bits, as that is. Without a mask it
    /// is the result as it was made.
    ///
    /// - Throws: `ImagingError`.
    func finished(_ result: FloatImage) throws -> FloatImage {
        guard canvas.overlayMask != nil else { return result }
        return FloatImage(try canvas.composed(Image8(result)))
    }

    /// What a person should know of the picture.
    var notes: [String] {
        canvas.isMaskBlank
            ? ["the mask marks nothing, so that the whole picture is made anew"] : []
    }
}
