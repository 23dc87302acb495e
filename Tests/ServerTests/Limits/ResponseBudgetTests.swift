import Testing

@testable import Server

struct ResponseBudgetTests {
    @Test func `shares are given while there is room, and come back`() throws {
        let budget = ResponseBudget(bytes: 1 << 20)
        var shares = [try budget.share(600_000), try budget.share(400_000)]
        #expect(budget.bytes == 1_000_000)
        #expect(throws: LimitBreach.responsesTooLarge(bytes: 1 << 20)) {
            try budget.share(ResponseBudget.free)
        }
        #expect(budget.bytes == 1_000_000)
        shares.append(try budget.share(ResponseBudget.free - 1))
        shares.removeFirst()
        #expect(budget.bytes == 400_000)
        shares.append(try budget.share((1 << 20) - 400_000))
        #expect(budget.bytes == 1 << 20)
        shares = []
        #expect(budget.bytes == 0)
    }

    @Test func `a response larger than all goes out alone`() throws {
        let budget = ResponseBudget(bytes: 100_000)
        let large = try budget.share(.max)
        #expect(throws: LimitBreach.self) { try budget.share(100_000) }
        withExtendedLifetime(large) {}
    }
}
