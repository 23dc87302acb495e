import Imaging
import Kiln
import WorkerAPI

extension PictureBody {
    /// Nothing where a job has several pictures, or a mask that is read otherwise.
    init?(_ start: StartWork) {
        guard start.pictures.count == 1, let picture = start.pictures.first,
            start.maskMeaning == .white
        else { return nil }
        self.init()
        (self.picture, mask) = (picture, start.mask)
        let settings = start.settings
        resizing =
            switch settings.canvas.resizeMode {
            case .stretch: .stretch
            case .crop: .crop
            case .fill: .fill
            case .latent: .latent
            }
        masking = MaskBody(settings.canvas.mask)
        masking.weight = settings.maskWeight
        denoisingStrength = settings.denoisingStrength
        noiseMultiplier = settings.noiseMultiplier
        imageCfgScale = settings.imageCfgScale
        fixesSteps = settings.fixesSteps
    }
}

extension MaskBody {
    fileprivate init(_ mask: MaskSettings) {
        self.init()
        (blur, isInverted, isSoft) = (mask.blurX, mask.isInverted, !mask.isRounded)
        content =
            switch mask.content {
            case .fill: .fill
            case .original: .original
            case .latentNoise: .latentNoise
            case .latentNothing: .latentNothing
            }
        (isOnlyMasked, padding) = (mask.isOnlyMasked, mask.padding)
    }
}
