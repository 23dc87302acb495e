/// The name of a picture that a job made.
package struct ImageID: OpaqueID {
    package let bits: UInt128
    package init(bits: UInt128) { self.bits = bits }
}
