import Testing

@testable import Torch

@Test func `devices have names`() throws {
    #expect(try Device("cpu") == .cpu)
    #expect(try Device("cuda") == Device(kind: .cuda, index: 0))
    #expect(try Device("cuda:3") == Device(kind: .cuda, index: 3))
    #expect(try Device("mps") == Device(kind: .mps))
    #expect(try Device("cuda:3").description == "cuda:3")
    #expect(Device.cpu.description == "cpu")
}

@Test(arguments: ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1:2", "cuda:999", "cpu:1", "CPU"])
func `a text that names no device is refused`(name: String) {
    #expect(throws: TorchError.unknownDevice(name)) { try Device(name) }
}

@Test func `the CPU is available and a device that is not fails cleanly`() {
    #expect(LibTorch.isAvailable(.cpu))
    #expect(!LibTorch.isAvailable(Device(kind: .cuda, index: 100)))
    #expect(error(of: row([1]).to(Device(kind: .cuda, index: 100))) != nil)
}

@Test func `the number of threads is settable`() throws {
    try LibTorch.load()
    let before = LibTorch.threads
    defer { LibTorch.threads = before }
    LibTorch.threads = 1
    #expect(LibTorch.threads == 1)
    LibTorch.threads = -4
    #expect(LibTorch.threads == 1)
}

@Test func `the processor's flags tell whether bfloat16 is fast`() {
    #expect(Processor.hasFastBFloat16(cpuinfo: "model : 1\nflags\t: fpu avx512_bf16 sse\n"))
    #expect(Processor.hasFastBFloat16(cpuinfo: "flags\t: fpu amx_bf16"))
    #expect(Processor.hasFastBFloat16(cpuinfo: "Features\t: fp asimd bf16"))
    #expect(!Processor.hasFastBFloat16(cpuinfo: "flags\t: fpu avx512f bf16x"))
    #expect(!Processor.hasFastBFloat16(cpuinfo: ""))
}
