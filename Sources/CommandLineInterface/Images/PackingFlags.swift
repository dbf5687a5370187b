internal import CommandLineGrammar
internal import ContainerEngine
internal import OCISpecification
internal import RegistryAccess

/// How layers are packed where they are sent to: `--compression-format`, `--dest-compress` and so on.
struct PackingFlags {
    var compression: LayerCompression?
    var level: Int?
    var isChunked = false
    var isForced: Bool?
    /// `--dest-compress`, `--compress`: what is not compressed gets so.
    var compresses = false
    var decompresses = false

    /// Those of `push` and `manifest push`.
    static func pushRows<Options>(_ path: WritableKeyPath<Options, PackingFlags>) -> [OptionRow<Options>] {
        rows(format: "compression-format", level: "compression-level", force: "force-compression", path)
    }

    /// Those of `copy`.
    static func copyRows<Options>(_ path: WritableKeyPath<Options, PackingFlags>) -> [OptionRow<Options>] {
        rows(format: "dest-compress-format", level: "dest-compress-level", force: "dest-force-compress-format", path) + [
            .flag("dest-compress", "Compress layers that are not") { $0[keyPath: path].compresses = $1 },
            .flag("dest-decompress", "Unpack layers on the way") { $0[keyPath: path].decompresses = $1 },
        ]
    }

    private static func rows<Options>(
        format: String, level: String, force: String, _ path: WritableKeyPath<Options, PackingFlags>
    ) -> [OptionRow<Options>] {
        [
            .value(
                format, "format", "Pack the layers anew: gzip, zstd or zstd:chunked; digests change by that",
                completes: .values(["gzip", "zstd", "zstd:chunked"])
            ) { (options, text) throws(UsageError) in
                options[keyPath: path].isChunked = text == "zstd:chunked"
                switch text {
                case "gzip": options[keyPath: path].compression = .gzip
                case "zstd", "zstd:chunked": options[keyPath: path].compression = .zstd
                default: throw .invalidValue("it is one of gzip, zstd, zstd:chunked")
                }
            },
            .value(level, "level", "How small, and slow: 1 to 9 (gzip) or 20 (zstd)") { (options, text) throws(UsageError) in
                guard let level = Int(text), (1...20).contains(level) else { throw .invalidValue("it is a number from 1 to 20") }
                options[keyPath: path].level = level
            },
            .flag(force, "Pack layers anew also where they are compressed in another way; true where a format is given") {
                $0[keyPath: path].isForced = $1
            },
        ]
    }

    func packing() throws(EngineError) -> LayerPacking? {
        if decompresses {
            guard compression == nil, level == nil, !compresses else {
                throw EngineError(.invalid, "layers are to be compressed and unpacked at the same time")
            }
            return LayerPacking(.none, isForced: true)
        }
        guard compression != nil || level != nil || compresses || isForced == true else { return nil }
        let compression = compression ?? .gzip
        if let level, compression == .gzip, level > 9 { throw EngineError(.invalid, "gzip has the levels 1 to 9, not \(level)") }
        return LayerPacking(compression, level: level, isForced: isForced ?? (self.compression != nil), isChunked: isChunked)
    }
}
