import Testing
import Torch

@Test func smoke() throws {
    let y = try torch { (Tensor([1, 2, 3, 4], shape: [2, 2]).matmul(Tensor([1, 0, 0, 1], shape: [2, 2])) + 1.0).silu }
    #expect(y.shape == [2, 2])
    print(try y.floats(), try LibTorch.version)
    do { _ = try torch { Tensor([1, 2, 3, 4], shape: [2, 2]).matmul(Tensor([1, 0, 0, 1], shape: [1, 4])) } } catch { print(error) }
    do { _ = try torch { Tensor([1, 2, 3, 4], shape: [2, 2]) + Tensor([1, 0, 0], shape: [3]) } } catch { print(error) }
}
