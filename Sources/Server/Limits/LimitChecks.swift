extension Limits {
    /// Refuses the size of a picture that is read or made.
    package func check(width: Int, height: Int) throws(LimitBreach) {
        guard width > 0, height > 0 else { throw .badSize(width: width, height: height) }
        guard width <= edge, height <= edge else {
            throw .tooLongEdge(width: width, height: height, limit: edge)
        }
        let (area, overflows) = width.multipliedReportingOverflow(by: height)
        guard !overflows, area <= pixels else {
            throw .tooManyPixels(width: width, height: height, limit: pixels)
        }
    }

    /// Refuses the length of a prompt.
    package func check(prompt: String) throws(LimitBreach) {
        // Bytes are counted in constant time, and a character has at least one.
        guard prompt.utf8.count > promptCharacters else { return }
        let count = prompt.unicodeScalars.count
        guard count <= promptCharacters else {
            throw .longPrompt(characters: count, limit: promptCharacters)
        }
    }

    /// Refuses new jobs when the disk is nearly full.
    package func check(freeDiskBytes: Int64) throws(LimitBreach) {
        guard freeDiskBytes >= self.freeDiskBytes else {
            throw .diskFull(bytes: self.freeDiskBytes)
        }
    }

    /// Whole seconds for a Retry-After field: rounded up, 1 to 3,600.
    package static func seconds(_ duration: Duration) -> Int {
        let (seconds, rest) = duration.components
        guard seconds < 3_600 else { return 3_600 }
        return max(1, Int(seconds) + (rest > 0 ? 1 : 0))
    }
}
