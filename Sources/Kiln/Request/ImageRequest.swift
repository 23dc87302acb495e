public import Imaging
package import WebUI

/// The picture that an img2img begins with, and what of it is made anew.
public struct ImageRequest: Sendable, Hashable {
    /// The picture.
    public var picture: Image8
    /// White where the picture is made anew; `nil` makes all of it anew.
    public var mask: Image8?
    /// What is done with them.
    public var settings: ImageSettings
    /// What infotexts say beside that.
    package var entries: [Infotext.Entry] = []

    /// A picture, with the web UI's defaults unless others are given.
    public init(
        _ picture: Image8, mask: Image8? = nil, settings: ImageSettings = ImageSettings()
    ) {
        self.picture = picture
        self.mask = mask
        self.settings = settings
    }
}

/// What is done with the picture of an img2img and its mask.
public struct ImageSettings: Sendable, Hashable {
    /// How picture and mask come to the size that is made.
    public var canvas = Img2ImgCanvas.Settings()
    /// How much of the noise schedule is run, in 0…1.
    public var denoisingStrength = 0.75
    /// Whether as many steps are run as were asked for, and not their share by denoising strength.
    public var fixesSteps = false
    /// Factor of the noise that the picture gets, 0…1.5.
    public var noiseMultiplier = 1.0
    /// How much an editing model holds on to the picture; 1 is not steered.
    public var imageCfgScale = 1.5
    /// How far what is masked is hidden from an inpainting model, 0…1.
    public var maskWeight = 1.0

    /// The web UI's defaults.
    public init() {}
}
