internal import Linux

/// Feeds hostile inputs to a piece of code for some time.
///
/// Each input is a function of the seed and of its number alone. `APUS_FUZZ_SECONDS` is the time of each run, `APUS_FUZZ_SEED` the seed and
/// `APUS_FUZZ_FROM` the first number, so that one input is repeated by its seed and number. The current number stands in a file: after a
/// crash it tells which input it was.
public struct FuzzRun {
    public let name: String
    public private(set) var inputs = 0
    /// How many of them the code accepted.
    public private(set) var accepted = 0
    public private(set) var slowest: (milliseconds: Int, index: Int) = (0, 0)
    public private(set) var findings: [String] = []
    private var slowestInput: [UInt8] = []

    public static let seed = environmentVariable("APUS_FUZZ_SEED").flatMap { UInt64($0) } ?? 20_240_229
    private static let first = environmentVariable("APUS_FUZZ_FROM").flatMap { Int($0) } ?? 0
    /// Set for a run of its own, with nothing else in the process.
    public static let longSeconds = environmentVariable("APUS_FUZZ_SECONDS").flatMap { Int($0) }

    public init(_ name: String) { self.name = name }

    /// `body` answers whether the input was accepted, and throws what should never be.
    public mutating func run(
        seconds: Int = 3, _ make: (inout SeededRandom) -> [UInt8], _ body: ([UInt8]) throws -> Bool
    ) throws {
        let place = (environmentVariable("TMPDIR") ?? "/tmp") + "/apus-fuzz-\(name).at"
        let file = try open(place, [.writeOnly, .create, .truncate], mode: 0o644)
        let end = monotonicMilliseconds() + (Self.longSeconds ?? seconds) * 1000
        var index = Self.first
        while findings.count < 5 {
            let started = monotonicMilliseconds()
            if started > end { break }
            _ = try file.seek(to: 0)
            try file.write("\(name) seed \(Self.seed) input \(index)          \n")
            var random = SeededRandom(seed: Self.seed, index: index)
            let input = make(&random)
            let computed = computedMilliseconds()
            do {
                if try body(input) { accepted += 1 }
            } catch {
                findings.append("seed \(Self.seed) input \(index): \(error)\n\(String(decoding: input.prefix(3000), as: UTF8.self))")
            }
            let took = computedMilliseconds() - computed
            if took > slowest.milliseconds {
                slowest = (took, index)
                slowestInput = input
            }
            inputs += 1
            index += 1
        }
        try removeFile(place)
        if slowest.milliseconds > 8000 {
            let start = String(decoding: slowestInput.prefix(3000), as: UTF8.self)
            findings.append(
                "seed \(Self.seed) input \(slowest.index) of \(slowestInput.count) bytes takes \(slowest.milliseconds) ms\n\(start)")
        }
        if Self.longSeconds != nil {
            let figures = "\(accepted) accepted, the slowest took \(slowest.milliseconds) ms, peak memory \(Self.peakMemory / 1024) MiB"
            print("\(name): \(inputs) inputs, \(figures)")
            // inputs have at most some megabytes
            if Self.peakMemory > 1 << 20 { findings.append("more than a gigabyte of memory was needed") }
        }
    }

    /// What should never be.
    public struct Finding: Error, CustomStringConvertible {
        public let description: String
        public init(_ text: String) { description = text }
    }

    /// Of this process, in kilobytes.
    static var peakMemory: Int {
        let status = (try? readFile("/proc/self/status")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return Int(String(line.filter { $0.isNumber })) ?? 0
    }
}
