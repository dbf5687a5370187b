import ContainerState
import JSONText
import Linux
import TestSupport
import Testing

@testable import ContainerMonitor

@Suite struct LogWriterTests {
    private func write(_ parts: [(Int, [UInt8])], _ plan: LogPlan) throws {
        var writer = try LogWriter(plan)
        for (stream, bytes) in parts {
            try unsafe bytes.withUnsafeBytes { try unsafe writer.append($0, stream: stream, at: Timestamp(seconds: 0)) }
        }
    }

    @Test func `json-file has one object a line with what was written, byte for byte`() throws {
        let directory = try TemporaryDirectory("log")
        let plan = LogPlan(driver: .jsonFile, path: "\(directory.path)/log")
        try write([(0, Array("a\"\\\t\u{1}é\nrest".utf8)), (1, [0xff, 10])], plan)
        let lines = try readFile(plan.path).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        #expect(lines.count == 3)
        #expect(lines[0] == #"{"log":"a\"\\\t\u0001é\n","stream":"stdout","time":"1970-01-01T00:00:00Z"}"#)
        #expect(lines[1] == #"{"log":"rest","stream":"stdout","time":"1970-01-01T00:00:00Z"}"#)
        #expect(try JSONValue(parsing: lines[2])["log"]?.stringValue == "\u{fffd}\n")
    }

    @Test func `k8s-file marks whole and partial lines`() throws {
        let directory = try TemporaryDirectory("log")
        let plan = LogPlan(driver: .k8sFile, path: "\(directory.path)/log")
        try write([(0, Array("one\ntwo".utf8)), (1, Array("\n".utf8))], plan)
        let time = "1970-01-01T00:00:00.000000000+00:00"
        let text = String(decoding: try readFile(plan.path), as: UTF8.self)
        #expect(text == "\(time) stdout F one\n\(time) stdout P two\n\(time) stderr F \n")
    }

    @Test func `a full file is rotated and the oldest goes`() throws {
        let directory = try TemporaryDirectory("log")
        let plan = LogPlan(driver: .k8sFile, path: "\(directory.path)/log", maxSize: 150, maxFiles: 3)
        for number in 0..<12 { try write([(0, Array("line \(number)\n".utf8))], plan) }
        #expect(try names(in: directory.path).sorted() == ["log", "log.1", "log.2"])
        #expect(try status(of: plan.path).size <= 150)
        #expect(String(decoding: try readFile(plan.path), as: UTF8.self).contains("line 11"))
    }

    @Test func `what a killed predecessor half wrote is cut off`() throws {
        let directory = try TemporaryDirectory("log")
        let plan = LogPlan(driver: .k8sFile, path: "\(directory.path)/log")
        try write([(0, Array("kept\n".utf8)), (0, Array("again\n".utf8))], plan)
        var writer = try LogWriter(plan)
        let whole = writer.length
        try writer.truncate(to: whole / 2)
        #expect(writer.length == whole / 2)
        #expect(try status(of: plan.path).size == whole / 2)
    }
}
