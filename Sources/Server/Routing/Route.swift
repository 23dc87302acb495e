import Foundation
import Wire

/// Operations are the API's, and not Foundation's.
typealias Operation = Wire.Operation

/// An operation and what answers it.
struct Route: Sendable {
    /// What it is.
    let operation: Operation
    /// What answers.
    let answer: @Sendable (Call) async throws -> Reply
    /// The style of its refusals.
    let dialect: ErrorBody.Dialect
    /// Bytes that its body may have; `nil` is the service's own limit.
    var bodyLimit: Int?
    /// Whether its body may be a form with files.
    var takesForms = false
    /// Whether its body is neither JSON nor a form.
    var takesBytes = false

    init(
        _ operation: Operation, _ dialect: ErrorBody.Dialect,
        answer: @escaping @Sendable (Call) async throws -> Reply
    ) {
        self.operation = operation
        self.dialect = dialect
        self.answer = answer
    }
}

extension Route {
    /// The route, with what its query cannot have refused and not passed over.
    var knowingItsQuery: Route {
        let known = operation.queryNames
        var route = Route(operation, dialect) { [answer] call in
            let unknown = call.query.keys.filter { !known.contains($0) }.sorted()
            guard let first = unknown.first else { return try await answer(call) }
            let names = known.joined(separator: ", ")
            throw APIError.invalid(
                "the query has \(JSONString.quoted(first.shown)); "
                    + (known.isEmpty
                        ? "there is nothing to ask for here." : "known are: \(names)."),
                field: first.shown)
        }
        (route.bodyLimit, route.takesForms, route.takesBytes) = (bodyLimit, takesForms, takesBytes)
        return route
    }
}

/// Every route of the service, found by method and path.
struct RouteTable: Sendable {
    /// The routes, in the order in which they were declared.
    let routes: [Route]

    /// A part of paths: what may come next.
    private final class Node: Sendable {
        let words: [String: Node]
        let parameter: (name: String, node: Node)?
        let routes: [Operation.Method: Int]

        init(
            words: [String: Node] = [:], parameter: (name: String, node: Node)? = nil,
            routes: [Operation.Method: Int] = [:]
        ) {
            self.words = words
            self.parameter = parameter
            self.routes = routes
        }
    }

    private let tree: Node

    /// A table of routes.
    init(_ routes: [Route]) {
        self.routes = routes
        tree = Self.node(
            routes.enumerated().map { ($1.operation.path.pathParts, $1.operation.method, $0) })
    }

    private static func node(_ places: [(parts: [String], Operation.Method, Int)]) -> Node {
        let own = places.filter(\.parts.isEmpty)
        let deeper = Dictionary(grouping: places.filter { !$0.parts.isEmpty }) { $0.parts[0] }
            .mapValues { node($0.map { (Array($0.parts.dropFirst()), $0.1, $0.2) }) }
        let parameter = deeper.first { $0.key.hasPrefix("{") }
        return Node(
            words: deeper.filter { !$0.key.hasPrefix("{") },
            parameter: parameter.map { (String($0.key.dropFirst().dropLast()), $0.value) },
            routes: Dictionary(own.map { ($0.1, $0.2) }) { first, _ in first })
    }

    /// What a path leads to.
    enum Match: Sendable {
        /// A route, with the path's parameters.
        case found(Route, [String: String])
        /// Nothing by this method; these there are.
        case otherMethods([Operation.Method])
        /// Nothing.
        case nothing
    }

    /// The route of a method and a path.
    func match(_ method: String, _ path: String) -> Match {
        var node = tree
        var parameters: [String: String] = [:]
        for part in path.pathParts {
            if let next = node.words[part] {
                node = next
            } else if let (name, next) = node.parameter, let value = part.removingPercentEncoding {
                parameters[name] = value
                node = next
            } else {
                return .nothing
            }
        }
        guard !node.routes.isEmpty else { return .nothing }
        let wanted = Operation.Method(
            rawValue: method.lowercased() == "head" ? "get" : method.lowercased())
        guard let wanted, let place = node.routes[wanted] else {
            return .otherMethods(node.routes.keys.sorted { $0.rawValue < $1.rawValue })
        }
        return .found(routes[place], parameters)
    }
}

extension String {
    /// The parts of a path between slashes.
    fileprivate var pathParts: [String] {
        split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    }
}
