/// A field of a request that is not what it may be.
package struct FieldFault: WireObject, Hashable {
    package static let title = "FieldFault"

    /// Where it is: `hires.scale`, `init_images[0]`.
    package var field = ""
    /// What is wrong with it, in a sentence.
    package var message = ""

    package init() {}

    package init(field: String, message: String) {
        (self.field, self.message) = (field, message)
    }

    package static let fields: [WireField<Self>] = [
        .init("field", \.field, "The field, as hires.scale or init_images[0].", .required),
        .init("message", \.message, "What is wrong with it, in a sentence.", .required),
    ]
}
