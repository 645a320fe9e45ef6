import CVectorKernels
import GatewayWire

/// A file of named tensors: eight bytes that give the length of a header (little-endian), the header in JSON, the data.
///
/// The header is read once and every claim in it checked against the file, so that what is handed out lies within it.
struct SafetensorsFile: Sendable {
    /// A header of a thousand tensors takes about 100 kB.
    static let longestHeader = 8 << 20
    /// How many values a header may hold; a tensor takes eight or so.
    static let mostValues = 200_000

    /// Types of numbers, as the format calls them, with their bytes.
    static let widths: [String: Int] = [
        "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2, "BF16": 2, "I32": 4,
        "U32": 4, "F32": 4, "F64": 8, "I64": 8, "U64": 8,
    ]

    struct Tensor: Equatable, Sendable {
        let type: String
        let shape: [Int]
        /// Where the data lies in the file.
        let place: Range<Int>
    }

    let file: MappedFile
    let tensors: [String: Tensor]

    init(_ file: MappedFile) throws(EmbedderError) {
        self.file = file
        switch Self.tensors(in: file.bytes) {
        case .success(let tensors): self.tensors = tensors
        case .failure(let failure): throw .malformed(path: file.path, failure.defect)
        }
    }

    /// A defect as an error, so that parsing throws without knowing the path.
    struct ParseFailure: Error, Equatable {
        let defect: EmbedderDefect
    }

    /// Reads the header.
    static func tensors(in bytes: UnsafeRawBufferPointer) -> Result<[String: Tensor], ParseFailure> {
        do throws(ParseFailure) {
            return .success(try self.parse(bytes))
        } catch {
            return .failure(error)
        }
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer) throws(ParseFailure) -> [String: Tensor] {
        guard bytes.count > 8 else { throw ParseFailure(defect: .size(bytes.count)) }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(min(bytes.count - 8, self.longestHeader)) else {
            throw ParseFailure(defect: .headerLength(length))
        }
        let start = 8 + Int(length)
        let header: JSONValue
        do {
            let text = UnsafeRawBufferPointer(rebasing: bytes[8..<start])
            header = try JSONValue.parse(text.bytes, maxDepth: 8, maxValues: self.mostValues)
        } catch {
            throw ParseFailure(defect: .json(offset: 8 + error.offset))
        }
        guard let members = header.members else { throw ParseFailure(defect: .json(offset: 8)) }
        var tensors: [String: Tensor] = [:]
        for member in members where member.name != "__metadata__" {
            let tensor = try self.tensor(member, from: start, to: bytes.count)
            guard tensors.updateValue(tensor, forKey: member.name) == nil else {
                throw ParseFailure(defect: .entry(name: member.name))
            }
        }
        return tensors
    }

    private static func tensor(
        _ member: JSONValue.Member,
        from start: Int,
        to end: Int
    ) throws(ParseFailure) -> Tensor {
        guard let type = member.value["dtype"]?.text, let width = self.widths[type],
            let shape = member.value["shape"]?.elements?.map(\.integer),
            let offsets = member.value["data_offsets"]?.elements?.map(\.integer),
            offsets.count == 2, let first = offsets[0], let last = offsets[1]
        else { throw ParseFailure(defect: .entry(name: member.name)) }
        var size = width
        var sides: [Int] = []
        for side in shape {
            guard let side, side >= 0 else { throw ParseFailure(defect: .entry(name: member.name)) }
            let (product, overflow) = size.multipliedReportingOverflow(by: side)
            guard !overflow else { throw ParseFailure(defect: .bounds(tensor: member.name)) }
            size = product
            sides.append(side)
        }
        guard first >= 0, first <= last, last <= end - start, last - first == size else {
            throw ParseFailure(defect: .bounds(tensor: member.name))
        }
        return Tensor(type: type, shape: sides, place: start + first..<start + last)
    }

    /// The 16-bit floats of a tensor, all finite; see `numbers`.
    func halves(of name: String, shape: [Int?]) throws(EmbedderError) -> (start: UnsafePointer<UInt16>, shape: [Int]) {
        let numbers = try self.numbers(of: name, type: "F16", shape: shape, as: UInt16.self)
        guard signalbox_halves_are_finite(numbers.start, numbers.shape.reduce(1, *)) != 0 else {
            throw self.malformed(.numbers(tensor: name))
        }
        return numbers
    }

    /// The 32-bit floats of a tensor, all finite; see `numbers`.
    func floats(of name: String, shape: [Int?]) throws(EmbedderError) -> (start: UnsafePointer<Float>, shape: [Int]) {
        let numbers = try self.numbers(of: name, type: "F32", shape: shape, as: Float.self)
        guard signalbox_floats_are_finite(numbers.start, numbers.shape.reduce(1, *)) != 0 else {
            throw self.malformed(.numbers(tensor: name))
        }
        return numbers
    }

    /// The numbers of a tensor, which must have this type and shape; nil stands for any side. Valid while `file` lives.
    func numbers<Number>(
        of name: String,
        type: String,
        shape: [Int?],
        as _: Number.Type
    ) throws(EmbedderError) -> (start: UnsafePointer<Number>, shape: [Int]) {
        guard let tensor = self.tensors[name] else { throw self.malformed(.noTensor(name)) }
        guard tensor.type == type, Self.widths[type] == MemoryLayout<Number>.stride else {
            throw self.malformed(.type(tensor: name, found: tensor.type))
        }
        guard tensor.shape.count == shape.count, zip(tensor.shape, shape).allSatisfy({ $1 == nil || $0 == $1 }) else {
            throw self.malformed(.shape(tensor: name, found: tensor.shape))
        }
        // A writer pads the header so that numbers are aligned; what is not would have to be copied.
        guard let base = self.file.bytes.baseAddress,
            tensor.place.lowerBound.isMultiple(of: MemoryLayout<Number>.alignment), !tensor.place.isEmpty
        else { throw self.malformed(.bounds(tensor: name)) }
        return ((base + tensor.place.lowerBound).assumingMemoryBound(to: Number.self), tensor.shape)
    }

    private func malformed(_ defect: EmbedderDefect) -> EmbedderError {
        .malformed(path: self.file.path, defect)
    }
}
