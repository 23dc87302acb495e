import Testing
import WebUI

struct PythonNumberTests {
    @Test(arguments: [
        (7.0, "7.0"), (0.7, "0.7"), (0.1 + 0.2, "0.30000000000000004"),
        (1.0 / 3, "0.3333333333333333"),
        (100, "100.0"), (12345.678, "12345.678"), (-2.5, "-2.5"), (0, "0.0"), (-0.0, "-0.0"),
        (0.001, "0.001"), (1e-4, "0.0001"), (1e-5, "1e-05"), (1.5e-7, "1.5e-07"),
        (9007199254740992, "9007199254740992.0"), (1e15, "1000000000000000.0"), (1e16, "1e+16"),
        (1.5e16, "1.5e+16"), (123456789012345680, "1.2345678901234568e+17"), (1e22, "1e+22"),
        (1e100, "1e+100"), (Double.leastNonzeroMagnitude, "5e-324"),
        (-1.7976931348623157e308, "-1.7976931348623157e+308"),
        (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"),
    ])
    func `a number is printed as Python prints it`(_ number: Double, text: String) {
        #expect(PythonNumber.text(number) == text)
    }

    @Test func `every number reads back as itself`() {
        for _ in 0..<20_000 {
            let number = Double(bitPattern: .random(in: 0...(.max)))
            if number.isNaN { continue }
            #expect(Double(PythonNumber.text(number)) == number)
        }
    }
}
