import Synchronization

/// A number of places that requests take and give back.
final class Places: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    /// Places that are taken.
    var count: Int { taken.withLock { $0 } }

    /// A place that is given back when nobody holds it any more.
    final class Place: Sendable {
        private let places: Places
        fileprivate init(_ places: Places) { self.places = places }
        deinit { places.taken.withLock { $0 -= 1 } }
    }

    /// A place.
    ///
    /// - Throws: the breach, if all are taken.
    func take(orElse breach: @autoclosure () -> LimitBreach) throws(LimitBreach) -> Place {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw breach() }
        return Place(self)
    }
}
