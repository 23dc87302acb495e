extension String {
    /// The string with control characters as `?`: names and texts out of files do not steer a
    /// terminal, and stay on their line.
    package var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
