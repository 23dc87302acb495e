/// A field of a value that is kept as an object of named fields.
///
/// The name stays, whatever becomes of the property: jobs that were kept by an older Kiln are read by
/// a newer one. A field that is absent has its preset, and one that is not known is passed over.
struct CodedField<Object> {
    fileprivate typealias Reader = KeyedDecodingContainer<CodedName>
    fileprivate typealias Writer = KeyedEncodingContainer<CodedName>

    fileprivate let read: (Reader, inout Object) throws -> Void
    fileprivate let write: (Object, inout Writer) throws -> Void

    /// A field with a preset.
    init<Value: Codable>(_ name: String, _ path: WritableKeyPath<Object, Value>) {
        self.init(name, { $0[keyPath: path] }, { $0[keyPath: path] = $1 })
    }

    /// A field that is left out where there is nothing.
    init<Value: Codable>(_ name: String, _ path: WritableKeyPath<Object, Value?>) {
        self.init(name, { $0[keyPath: path] }, { $0[keyPath: path] = $1 })
    }

    /// A field that has to be there.
    init<Value: Codable>(required name: String, _ path: WritableKeyPath<Object, Value>) {
        let key = CodedName(stringValue: name)
        read = { $1[keyPath: path] = try $0.decode(Value.self, forKey: key) }
        write = { try $1.encode($0[keyPath: path], forKey: key) }
    }

    /// A field that is kept in another form than the value has it; no form leaves it out.
    init<Form: Codable>(
        _ name: String, _ form: @escaping (Object) -> Form?,
        _ set: @escaping (inout Object, Form) throws -> Void
    ) {
        let key = CodedName(stringValue: name)
        read = { container, object in
            guard let form = try container.decodeIfPresent(Form.self, forKey: key) else { return }
            try set(&object, form)
        }
        write = { try $1.encodeIfPresent(form($0), forKey: key) }
    }
}

/// The name of a field.
private struct CodedName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}

extension Array {
    /// An object of these fields.
    ///
    /// - Parameter presets: the value whose fields count where the object has none.
    func read<Object>(
        into presets: Object, from decoder: any Decoder
    ) throws -> Object where Element == CodedField<Object> {
        let container = try decoder.container(keyedBy: CodedName.self)
        var object = presets
        for field in self { try field.read(container, &object) }
        return object
    }

    /// Writes the fields of an object.
    func write<Object>(
        _ object: Object, to encoder: any Encoder
    ) throws where Element == CodedField<Object> {
        var container = encoder.container(keyedBy: CodedName.self)
        for field in self { try field.write(object, &container) }
    }
}
