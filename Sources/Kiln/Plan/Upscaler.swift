/// The latent upscalers, by the web UI's names: interpolation without aligned corners.
public enum LatentUpscaler: String, Sendable, CaseIterable, Encodable {
    case bilinear = "Latent"
    case bilinearAntialiased = "Latent (antialiased)"
    case bicubic = "Latent (bicubic)"
    case bicubicAntialiased = "Latent (bicubic antialiased)"
    case nearest = "Latent (nearest)"
    case nearestExact = "Latent (nearest-exact)"
}

/// The upscalers that work on pictures and need no model.
public enum PixelUpscaler: String, Sendable, CaseIterable, Encodable {
    /// The web UI's name for a plain Lanczos resize.
    case none = "None"
    case lanczos = "Lanczos"
    case nearest = "Nearest"
}

extension HopPlan.Way {
    /// The way of an upscaler's name, matched without case; `nil` if there is none.
    package init?(named name: String) {
        let wanted = name.lowercased()
        if let latent = LatentUpscaler.allCases.first(where: { $0.rawValue.lowercased() == wanted })
        {
            self = .latent(latent)
        } else if let pixel = PixelUpscaler.allCases.first(where: {
            $0.rawValue.lowercased() == wanted
        }) {
            self = .pixels(pixel)
        } else {
            return nil
        }
    }

    /// Every upscaler's name, as the web UI lists them.
    public static var names: [String] {
        LatentUpscaler.allCases.map(\.rawValue) + PixelUpscaler.allCases.map(\.rawValue)
    }

    /// The upscaler's name.
    package var upscaler: String {
        switch self {
        case .latent(let latent): latent.rawValue
        case .pixels(let pixel): pixel.rawValue
        }
    }
}
