#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A moment of the Gregorian calendar in UTC, to the millisecond.
package struct Timestamp: Sendable, Hashable {
    /// Since 1970-01-01T00:00:00Z.
    let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The system's time.
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// As `14:03:22.123`.
    var time: String {
        let rest = milliseconds - days * Self.day
        let fields = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60]
        return fields.map { Self.padded($0, 2) }.joined(separator: ":") + "."
            + Self.padded(rest % 1_000, 3)
    }

    /// As `2026-11-25`: the calendar's arithmetic in years that begin in March, so that the leap day is the last.
    private var date: String {
        let day = days + 719_468
        let era = (day >= 0 ? day : day - 146_096) / 146_097
        let dayOfEra = day - era * 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let isLate = month >= 10
        return [
            Self.padded(year + era * 400 + (isLate ? 1 : 0), 4),
            Self.padded(month + (isLate ? -9 : 3), 2), Self.padded(dayOfMonth, 2),
        ].joined(separator: "-")
    }

    private static let day: Int64 = 86_400_000

    private var days: Int64 {
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: Self.day)
        return rest < 0 ? days - 1 : days
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339: `2026-11-25T14:03:22.123Z`.
    package var description: String { date + "T" + time + "Z" }
}
