/// The name of a job.
package struct JobID: OpaqueID {
    package let bits: UInt128
    package init(bits: UInt128) { self.bits = bits }
}
