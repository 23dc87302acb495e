package import Wire

extension WebUIOptions {
    /// What img2img and the hires pass do.
    package struct Image: Sendable {
        package var noiseMultiplier = 1.0
        package var fixesSteps = false
        package var background = "#ffffff"
        package var maskWeight = 1.0
        package var usesOldHiresSize = false
        package var savesBeforeHires = false

        package static let fields: [WireField<Image>] = [
            .init(
                "initial_noise_multiplier", \.noiseMultiplier,
                "Factor of the noise that a picture gets.", range: WebUIRanges.noiseMultiplier),
            .init(
                "img2img_fix_steps", \.fixesSteps,
                "Whether as many steps are run as were asked for."),
            .init(
                "img2img_background_color", \.background,
                "What is seen through clear parts of a picture: #rrggbb.", rule: colour),
            .init(
                "inpainting_mask_weight", \.maskWeight,
                "How far what is masked is hidden from an inpainting model.",
                range: WebUIRanges.share),
            .init(
                "use_old_hires_fix_width_height", \.usesOldHiresSize,
                "Whether width and height are the second pass's."),
            .init(
                "save_images_before_highres_fix", \.savesBeforeHires,
                "Whether the first pass's pictures are kept too."),
        ]

        private static let colour = WireRule<String>(
            "a colour such as #ffffff", keywords: ["pattern": "^#[0-9a-fA-F]{6}$"]
        ) { text in
            text.utf8.count == 7 && text.hasPrefix("#")
                && UInt32(text.dropFirst(), radix: 16) != nil
                && !text.contains("+") && !text.contains("-")
        }

        /// The background's red, green and blue.
        package var backgroundChannels: (red: UInt8, green: UInt8, blue: UInt8) {
            let colour = UInt32(background.dropFirst(), radix: 16) ?? 0xFFFFFF
            return (
                UInt8(truncatingIfNeeded: colour >> 16), UInt8(truncatingIfNeeded: colour >> 8),
                UInt8(truncatingIfNeeded: colour)
            )
        }
    }
}

extension WebUIOptions {
    /// How pictures are shown and kept.
    package struct Files: Sendable {
        package var showsPreviews = true
        package var format = Format.png
        package var jpegQuality = 80
        package var isLosslessWebP = false
        package var keepsInfotext = true

        /// A kind of file.
        package enum Format: String, WireChoice {
            case png, jpg, jpeg, webp
        }

        package static let fields: [WireField<Files>] = [
            .init("live_previews_enable", \.showsPreviews, "Whether there are previews."),
            .init("samples_format", \.format, "The images' kind of file."),
            .init("jpeg_quality", \.jpegQuality, "Quality of JPEG and WebP.", range: 1...100),
            .init("webp_lossless", \.isLosslessWebP, "Whether WebP loses nothing."),
            .init("enable_pnginfo", \.keepsInfotext, "Whether files hold their settings."),
        ]
    }
}
