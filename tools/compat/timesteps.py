"""The frame of the samplers that go by timesteps (DDIM, PLMS, UniPC), where Kiln walks σ and denoised images: x is of unit
variance there, x / √(1 + σ²), and a call gives the noise."""
import numpy as np

_BETAS = np.linspace(.00085 ** .5, .012 ** .5, 1000) ** 2
_LOG_SIGNAL = np.log(np.cumprod(1 - _BETAS)) / 2


def sigma(timestep):
    """The noise level of a timestep; between two of the table the logarithm of the signal is even."""
    signal = np.exp(np.interp(timestep, np.arange(1000), _LOG_SIGNAL))
    return np.sqrt(1 - signal ** 2) / signal


def walk(sampler, timesteps):
    """The levels that a sampler walks from first to last. UniPC shares the time evenly by itself."""
    if sampler == "UniPC":
        return sigma(np.linspace(999, 0, len(timesteps) + 1))
    return sigma(np.array(timesteps[::-1]))


def call(x, noise, timestep):
    """A call's noisy and denoised image in the frame of σ."""
    level = sigma(timestep)
    noisy = x * np.sqrt(1 + level ** 2)
    return noisy, noisy - level * noise
