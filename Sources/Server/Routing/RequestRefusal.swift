import HTTPTypes
import Kiln
import Logging
import Wire
import WorkerAPI

/// Why a request cannot run, with all of its values that cannot be.
struct RequestRefusal: Error {
    /// What ended the plan.
    let error: any Error
    /// The values that cannot be whatever the others are. What ended the plan may be among them.
    let faults: [RequestFault]
}

extension APIError {
    /// A sentence for each fault, the plan's own first where it is none of them.
    init(_ refusal: RequestRefusal, _ dialect: ErrorBody.Dialect, _ logger: Logger?) {
        self.init(refusal.error, dialect: dialect, logger: logger)
        guard status == .unprocessableContent, !refusal.faults.isEmpty else { return }
        let found = refusal.faults.map { fault in
            FieldFault(
                field: OptionNames.name(of: fault.option, in: dialect),
                message: APIError(fault.error, dialect: dialect, logger: nil).message)
        }
        let isAmongThem = found.contains { $0.message == message }
        faults = (isAmongThem ? [] : faults) + found
        var sentences = isAmongThem ? [] : [message]
        for fault in found where !sentences.contains(fault.message) {
            sentences.append(fault.message)
        }
        message = sentences.map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
    }

    /// What a plan is refused for, in an API's words.
    init(_ error: PlanError, _ dialect: ErrorBody.Dialect) {
        self = .invalid(error.sentence { OptionNames.name(of: $0, in: dialect) })
        guard let option = error.option else { return }
        faults = [
            FieldFault(field: OptionNames.name(of: option, in: dialect), message: message)
        ]
    }

    /// What is wrong with the values of a body.
    init(_ error: WireError) {
        self = .invalid("\(error)")
        faults = error.problems.filter { !$0.path.isEmpty }.prefix(WireError.most).map {
            FieldFault(field: $0.path, message: "\($0)")
        }
    }
}

/// What the APIs call the options of the command line, in whose words plans are refused.
enum OptionNames {
    /// The field that an option is in an API.
    static func name(of option: String, in dialect: ErrorBody.Dialect) -> String {
        let names =
            switch dialect {
            case .kiln: kiln
            case .webUI: webUI
            case .openAI: openAI
            }
        let plain = String(option.drop { $0 == "-" }).replacing("-", with: "_")
        return names[option] ?? plain
    }

    /// A worker's sentence with the fields of `/kiln/v1` in place of the options that are fields.
    static func reworded(_ sentence: String) -> String {
        sentence.outsideQuotes { part in
            String(part).replacing(/--[a-z][a-z0-9-]*/) {
                kiln[String($0.output)] ?? String($0.output)
            }
        }
    }

    private static let kiln = hires.merging(guidance) { $1 }.merging(
        [
            "--module": "modules", "--refiner-checkpoint": "refiner.checkpoint",
            "--refiner-switch-at": "refiner.switch_at", "--ensd": "noise.seed_delta",
            "--seed-resize-from-w": "noise.resize_from_width",
            "--seed-resize-from-h": "noise.resize_from_height",
            "--s-churn": "sampling.s_churn", "--s-tmin": "sampling.s_tmin",
            "--s-tmax": "sampling.s_tmax", "--s-noise": "sampling.s_noise",
            "--noise-multiplier": "image.noise_multiplier",
            "--image-cfg-scale": "image.image_cfg_scale", "--mask-weight": "image.masking.weight",
            "kiln img2img": "image",
        ]
    ) { $1 }

    private static let hires = [
        "--hires": "hires", "--hr-scale": "hires.scale", "--hr-resize-x": "hires.resize_x",
        "--hr-resize-y": "hires.resize_y", "--hr-steps": "hires.steps",
        "--hr-cfg": "hires.cfg_scale", "--hr-checkpoint": "hires.checkpoint",
        "--hr-module": "hires.modules", "--hr-sampler": "hires.sampler",
        "--hr-scheduler": "hires.scheduler", "--hr-upscaler": "hires.upscaler",
    ]

    private static let guidance = [
        "--s-min-uncond": "guidance.s_min_uncond", "--skip-early-cond": "guidance.skip_early_cond",
        "--cfg-rescale": "guidance.rescale", "--apg": "guidance.apg",
        "--apg-eta": "guidance.apg.eta", "--apg-norm": "guidance.apg.norm",
        "--apg-momentum": "guidance.apg.momentum",
        "--dynthres-mimic-scale": "guidance.mimic.scale",
        "--dynthres-percentile": "guidance.mimic.percentile",
        "--dynthres-phi": "guidance.mimic.phi", "--dynthres-mimic-min": "guidance.mimic.minimum",
        "--dynthres-cfg-min": "guidance.mimic.cfg_minimum",
        "--dynthres-sched-val": "guidance.mimic.schedule_value",
        "--imagen-percentile": "guidance.imagen.percentile",
        "--imagen-bound": "guidance.imagen.bound", "--pag-scale": "guidance.pag.scale",
        "--pag-blur": "guidance.pag.blur", "--pag-blocks": "guidance.pag.blocks",
        "--pag-start": "guidance.pag.start", "--pag-end": "guidance.pag.end",
        "--freeu-b1": "guidance.freeu.b1", "--freeu-b2": "guidance.freeu.b2",
        "--freeu-s1": "guidance.freeu.s1", "--freeu-s2": "guidance.freeu.s2",
        "--freeu-start": "guidance.freeu.start", "--freeu-end": "guidance.freeu.end",
    ]

    private static let webUI = [
        "--checkpoint": "override_settings.sd_model_checkpoint",
        "--module": "override_settings.forge_additional_modules", "--sampler": "sampler_name",
        "--clip-skip": "override_settings.CLIP_stop_at_last_layers",
        "--rng": "override_settings.randn_source", "--hires": "enable_hr",
        "--ensd": "override_settings.eta_noise_seed_delta",
        "--hr-checkpoint": "hr_checkpoint_name", "--hr-module": "hr_additional_modules",
        "--hr-sampler": "hr_sampler_name", "--hr-steps": "hr_second_pass_steps",
        "--noise-multiplier": "initial_noise_multiplier",
        "--mask-weight": "override_settings.inpainting_mask_weight",
        "kiln img2img": "/sdapi/v1/img2img",
    ]

    private static let openAI = hires.merging(
        [
            "--checkpoint": "model", "--width": "size", "--height": "size", "--n-iter": "n",
            "kiln img2img": "/v1/images/edits",
        ]
    ) { $1 }
}
