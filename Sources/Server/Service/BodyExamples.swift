import Wire

/// Bodies that show how the main requests are used. The names are those of the project's demo models.
enum BodyExamples {
    typealias Examples = [(summary: String, body: JSONValue)]

    /// `POST /kiln/v1/jobs` and `/plan`.
    static let jobs: Examples = [
        (
            "Two passes, the second with a checkpoint of another family.",
            [
                "prompt": "a red checked circle", "checkpoint": "demo-sd15", "width": 128,
                "height": 128, "steps": 8, "seed": 1,
                "hires": ["checkpoint": "demo-sdxl", "scale": 2, "denoising_strength": 0.7],
            ]
        ),
        (
            "Four first passes to choose from.",
            [
                "prompt": "a red checked circle", "checkpoint": "demo-sd15", "width": 128,
                "height": 128, "n_iter": 4, "keep_first_passes": true,
            ]
        ),
        (
            "The chosen ones are finished.",
            [
                "from": ["gphyyejah2xbwg7tgdmjhxzldq", "ge3l75zfwv4iziykyagfnpglte"],
                "hires": ["checkpoint": "demo-sdxl", "scale": 2],
            ]
        ),
    ]

    /// `POST /sdapi/v1/txt2img`.
    static let textToImage: Examples = [
        (
            "A hires fix with another checkpoint.",
            [
                "prompt": "a red checked circle", "width": 128, "height": 128, "steps": 8,
                "sampler_name": "DPM++ 2M", "scheduler": "Karras", "cfg_scale": 7, "seed": 1,
                "override_settings": ["sd_model_checkpoint": "demo-sd15"], "enable_hr": true,
                "hr_checkpoint_name": "demo-sdxl", "hr_scale": 2, "denoising_strength": 0.7,
            ]
        )
    ]

    /// `POST /v1/images/generations`.
    static let images: Examples = [
        (
            "Two images, with some of Kiln's own fields.",
            [
                "prompt": "a red checked circle", "model": "demo-sd15", "n": 2, "size": "128x128",
                "response_format": "b64_json", "steps": 8,
                "hires": ["checkpoint": "demo-sdxl", "scale": 2],
            ]
        )
    ]
}
