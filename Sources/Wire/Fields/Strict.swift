/// An object that is read strictly wherever it stands: an API's own part in a body that is read
/// leniently for the sake of another API's clients.
package struct Strict<Object: WireObject>: WireValue {
    /// The object.
    package var object: Object

    /// An object that stands so.
    package init(_ object: Object) { self.object = object }

    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        object = try Object(reading: json, manner: .strict)
    }

    package var json: JSONValue { object.json }

    package static func schema(_ schemas: inout WireSchemas) -> JSONValue {
        Object.schema(&schemas)
    }
}
