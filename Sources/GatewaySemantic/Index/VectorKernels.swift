package import CVectorKernels

/// The arithmetic of one level of instructions.
///
/// `@unchecked Sendable`: points to an immutable table that is part of the program.
package struct VectorKernels: @unchecked Sendable {
    /// The kernels of the best level that the machine has.
    package static let best = VectorKernels(vector_kernels_best())

    /// The kernels of every level that the machine has, the plainest first.
    package static var available: [VectorKernels] {
        (0..<UInt32(VECTOR_LEVEL_COUNT)).compactMap { number in
            vector_level(rawValue: number).flatMap { vector_kernels_at($0) }.map { VectorKernels($0) }
        }
    }

    private let table: UnsafePointer<vector_kernels>

    private init(_ table: UnsafePointer<vector_kernels>) {
        self.table = table
    }

    /// The functions themselves.
    package var call: vector_kernels {
        @inline(__always) get { self.table.pointee }
    }
}
