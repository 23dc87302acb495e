/// The name that a worker gives itself: at most 200 bytes.
package struct WorkerID: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ name: String) { description = name }
}
