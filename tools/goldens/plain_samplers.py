"""Samplers that no package has, from their papers, and the forms that stochastic ones have for rectified flow."""
import math

import torch
from scipy import integrate

from kdiffusion import sampling as kdiffusion
from walks import FLOW, SIGMAS, START, Noise, case, denoise, karras_levels, unconditional


def steps_of(levels):
    return [(float(a), float(b)) for a, b in zip(levels[:-1], levels[1:])]


def restart():
    """Xu et al. 2023, algorithm 1: from 20 steps on the web UI walks nine of them from 2 to .1 once more."""
    levels = torch.cat([torch.tensor([float(s) for s in karras_levels(20)]), torch.zeros(1)])
    even = lambda high, low, n: [
        (high ** (1 / 7) + i / (n - 1) * (low ** (1 / 7) - high ** (1 / 7))) ** 7 for i in range(n)]
    main = even(float(levels[0]), float(levels[-2]), 11) + [0.0]
    nearest = lambda wanted: min(main, key=lambda level: abs(level - wanted))
    low, high = nearest(0.1), nearest(2.0)
    plan = []
    for step in steps_of(main):
        plan.append(step)
        if step[1] == low:
            plan += steps_of(even(high, low, 10))
    noise, x, last = Noise(), START * levels[0], None
    start = x
    for sigma, following in plan:
        if last is not None and sigma > last:
            x = x + noise() * math.sqrt(sigma ** 2 - last ** 2)
        slope = (x - denoise(x, sigma)) / sigma
        if following > 0:
            end = x + slope * (following - sigma)
            slope = (slope + (end - denoise(end, following)) / following) / 2
        x, last = x + slope * (following - sigma), following
    case("Restart", levels, start, x, noise)


def ancestral(sigma, following):
    up = math.sqrt(following ** 2 * (sigma ** 2 - following ** 2) / sigma ** 2)
    return math.sqrt(following ** 2 - up ** 2), up


def cfgpp():
    """Chung et al. 2024: to the guided image, with the unconditional one's noise."""
    for name in ("Euler CFG++", "Euler a CFG++", "DPM++ 2M CFG++"):
        noise, x, old = Noise(), START * SIGMAS[0], None
        for index, (sigma, following) in enumerate(steps_of(SIGMAS)):
            guided, other = denoise(x, sigma), unconditional(x, sigma)
            down, up = ancestral(sigma, following) if "Euler a" in name else (following, 0)
            stepped = guided + down * (x - other) / sigma
            if "2M" in name and old is not None and following > 0:
                ratio = math.log(float(SIGMAS[index - 1]) / sigma) / math.log(sigma / following)
                stepped = stepped + (1 - following / sigma) * (other - old) / (2 * ratio)
            x, old = stepped + (noise() * up if up > 0 else 0), other
        case(name, SIGMAS, START * SIGMAS[0], x, noise)
    x = START * SIGMAS[0]
    for sigma, following in steps_of(SIGMAS):
        guided, other = denoise(x, sigma), unconditional(x, sigma)
        slope = (x - other) / sigma
        stepped = guided + following * slope
        if following > 0:
            denoise(stepped, following)
            end = (stepped - unconditional(stepped, following)) / following
            stepped = x + (following - sigma) * (slope + end) / 2 + (guided - other)
        x = stepped
    case("Heun CFG++", SIGMAS, START * SIGMAS[0], x, Noise())
    noise, levels = Noise(), SIGMAS[:-1]
    x = START * (1 + levels[0] ** 2).sqrt()
    start = x
    for sigma, following in steps_of(levels):
        x = denoise(x, sigma) + following * (x - unconditional(x, sigma)) / sigma
    case("DDIM CFG++", levels, start, x / (1 + levels[-1] ** 2).sqrt(), noise)


def er_sde():
    """Cui et al. 2023, ER-SDE-Solver-3 with phi(l) = l (exp(l^.3) + 10), its integrals by adaptive quadrature."""
    phi = lambda level: level * (math.exp(level ** 0.3) + 10)
    for process in ("diffusion", "flow"):
        levels = SIGMAS if process == "diffusion" else FLOW[1:]
        alpha = (lambda s: 1.0) if process == "diffusion" else (lambda s: 1 - s)
        noise, x, past = Noise(), START * levels[0], []
        for sigma, following in steps_of(levels):
            image = denoise(x, sigma)
            s, t = sigma / alpha(sigma), following / alpha(following)
            if following == 0:
                x = image
                break
            r = phi(t) / phi(s)
            x = alpha(following) / alpha(sigma) * r * x + alpha(following) * (1 - r) * image
            slope = None
            if past:
                slope = (image - past[-1][0]) / (s - past[-1][2])
                first = integrate.quad(lambda l: 1 / phi(l), t, s, epsabs=1e-13, epsrel=1e-12)[0]
                x = x + alpha(following) * (t - s + phi(t) * first) * slope
            if len(past) > 1:
                bend = (slope - past[-1][1]) / ((s - past[-2][2]) / 2)
                second = integrate.quad(lambda l: (l - s) / phi(l), t, s, epsabs=1e-13, epsrel=1e-12)[0]
                x = x + alpha(following) * ((t - s) ** 2 / 2 + phi(t) * second) * bend
            x = x + alpha(following) * math.sqrt(t ** 2 - s ** 2 * r ** 2) * noise()
            past.append((image, slope, s))
        case("ER SDE", levels, START * levels[0], x, noise, process)


def gradient_estimation():
    """Permenter & Yuan 2024, algorithm 2."""
    for gamma in (2.0, 1.6):
        x, old = START * SIGMAS[0], None
        for sigma, following in steps_of(SIGMAS):
            slope = (x - denoise(x, sigma)) / sigma
            mixed = slope if old is None or following == 0 else gamma * slope + (1 - gamma) * old
            x, old = x + (following - sigma) * mixed, slope
        case("Gradient Estimation", SIGMAS, START * SIGMAS[0], x, Noise(), gradientGamma=gamma)


def rectified(sigma, following, eta=1.0):
    """Rectified flow's ancestral step: down, then what takes it up again."""
    down = following * (1 + (following / sigma - 1) * eta)
    scale = (1 - following) / (1 - down)
    return down, scale, math.sqrt(following ** 2 - (scale * down) ** 2)


def flow_ancestral():
    """The ancestral samplers' forms for rectified flow, and the SDE samplers' in the logarithm of signal to noise."""
    for name in ("Euler a", "DPM2 a", "DPM++ 2S a"):
        noise, x = Noise(), START * FLOW[0]
        for sigma, following in steps_of(FLOW):
            slope = (x - denoise(x, sigma)) / sigma
            down, scale, up = rectified(sigma, following)
            if following > 0 and name == "DPM2 a":
                middle = math.sqrt(sigma * down)
                point = x + slope * (middle - sigma)
                slope = (point - denoise(point, middle)) / middle
                x = x + slope * (down - sigma)
            elif following > 0 and sigma < 1 and name == "DPM++ 2S a":
                odds = math.sqrt(sigma / (1 - sigma) * down / (1 - down))
                middle = odds / (1 + odds)
                point = x + slope * (middle - sigma)
                x = down / sigma * x + (1 - down / sigma) * denoise(point, middle)
            else:
                x = x + slope * (down - sigma)
            if following > 0:
                x = scale * x + up * noise()
        case(name, FLOW, START, x, noise, "flow")


def flow_sde():
    """DPM++ SDE and 3M SDE in a flow are k-diffusion's in x / (1 - sigma) at sigma / (1 - sigma)."""
    ratios = FLOW[1:] / (1 - FLOW[1:])

    def scaled(x, ratio, **_):
        ratio = ratio.reshape(-1, 1)
        return denoise(x / (1 + ratio), ratio / (1 + ratio))

    for name, function in [("DPM++ SDE", "sample_dpmpp_sde"), ("DPM++ 3M SDE", "sample_dpmpp_3m_sde"),
                           ("DPM++ 2M SDE Heun", "sample_dpmpp_2m_sde")]:
        noise = Noise()
        others = {"solver_type": "heun"} if "Heun" in name else {}
        result = getattr(kdiffusion, function)(
            scaled, START * ratios[0], ratios, disable=True, eta=1.0, noise_sampler=noise, **others)
        case(name, FLOW[1:], START * FLOW[1], result, noise, "flow")


ALL = (restart, cfgpp, er_sde, gradient_estimation, flow_ancestral, flow_sde)
