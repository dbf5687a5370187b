// How fast each stage of a pull is alone, on one processor, with one layer: `scripts/bench-stages LAYER`.
//
// What is read is in memory before. Every stage runs three times; the quickest counts, in processor time.
import Archives
import Glibc
import ImageStorage
import Linux

func seconds(_ clock: clockid_t = CLOCK_MONOTONIC) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Takes bytes and forgets them.
final class Discard: ByteSink {
    func write(_ bytes: UnsafeRawBufferPointer) {}
    func finish() {}
}

/// Gives bytes of memory in pieces of the size that the engine uses.
final class Pieces: ByteSource {
    let bytes: [UInt8]
    var position = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    func next() -> UnsafeRawBufferPointer {
        let count = min(256 << 10, bytes.count - position)
        defer { position += count }
        return bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[position..<(position + count)]) }
    }
}

guard CommandLine.arguments.count == 3 else {
    print("usage: stages LAYER.tar.gz DIRECTORY")
    exit(2)
}
let blob = try Pieces(readFile(CommandLine.arguments[1], limit: 1 << 30)).bytes
let plain = try DecompressingSource(Pieces(blob)).readAll(limit: 2 << 30)
let place = CommandLine.arguments[2]

func stage(_ name: String, _ bytes: Int, _ work: (Int) throws -> Void) rethrows {
    var best = Double.infinity
    for round in 0..<3 {
        let begun = seconds(CLOCK_PROCESS_CPUTIME_ID)
        try work(round)
        best = min(best, seconds(CLOCK_PROCESS_CPUTIME_ID) - begun)
    }
    let rate = Int(Double(bytes) / best / 1e6)
    print("\(name)\t\(Double(Int(best * 10000)) / 10) ms\t\(rate) MB/s")
}

print("\(blob.count / 1_000_000) MB compressed, \(plain.count / 1_000_000) MB plain")
try stage("inflate", plain.count) { _ in try DecompressingSource(Pieces(blob)).drain() }
stage("digest of the blob", blob.count) { _ in
    var digest = DigestStream()
    digest.update(blob)
    _ = digest.digest()
}
stage("digest of the plain bytes", plain.count) { _ in
    var digest = DigestStream()
    digest.update(plain)
    _ = digest.digest()
}
try stage("creation of the files", plain.count) { round in
    let path = "\(place)/tree\(round)"
    try makeDirectories(path, mode: 0o700)
    _ = try LayerExtractor.extract(Pieces(plain), into: try open(path, [.readOnly, .directory]))
}
try stage("writing of the blob", blob.count) { round in
    let file = try open("\(place)/blob\(round)", [.writeOnly, .create], mode: 0o600)
    let source = Pieces(blob)
    while true {
        let piece = source.next()
        if piece.isEmpty { break }
        try file.write(piece)
    }
}
