import Testing

@testable import RegistryServing

@Suite struct RangeTests {
    @Test func `a range is the part of the file that is there`() {
        #expect(ByteRange("bytes=0-9", size: 100) == .part(from: 0, count: 10))
        #expect(ByteRange("bytes=90-", size: 100) == .part(from: 90, count: 10))
        #expect(ByteRange("bytes=90-200", size: 100) == .part(from: 90, count: 10))
        #expect(ByteRange("bytes=-30", size: 100) == .part(from: 70, count: 30))
        #expect(ByteRange("bytes=-300", size: 100) == .part(from: 0, count: 100))
        #expect(ByteRange("bytes=0-99999999999999999999999", size: 5) == .part(from: 0, count: 5))
    }

    @Test(arguments: ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=5-2"]) func `a range behind the end, or backwards, is none`(
        header: String
    ) {
        #expect(ByteRange(header, size: 100) == .unsatisfiable)
    }

    @Test(arguments: [nil, "lines=1-2", "bytes=1-2,4-5", "bytes=x-", "bytes=--1", "bytes="])
    func `what is not understood is answered with the whole`(header: String?) {
        #expect(ByteRange(header, size: 100) == .whole)
    }

    @Test func `chunks say where they begin and end`() throws {
        let chunk = try #require(ByteRange.chunk("5-9"))
        #expect(chunk.first == 5 && chunk.last == 9)
        #expect(ByteRange.chunk("bytes 0-1/*")?.last == 1)
        for text in ["", "9-5", "-5", "5-", "a-b"] { #expect(ByteRange.chunk(text) == nil) }
    }

    @Test func `lists come in parts`() throws {
        let all = Page.sorted(["b", "C", "a", "A"])
        #expect(all == ["A", "a", "b", "C"])
        #expect(try Page(of: all, count: "2", last: nil).names == ["A", "a"])
        #expect(try Page(of: all, count: "2", last: nil).next == "a")
        #expect(try Page(of: all, count: "2", last: "a").names == ["b", "C"])
        #expect(try Page(of: all, count: "2", last: "a").next == nil)
        #expect(try Page(of: all, count: "0", last: nil).names == [])
        #expect(try Page(of: all, count: nil, last: "aa").names == ["b", "C"])
        #expect(throws: RegistryServingError.self) { try Page(of: all, count: "-1", last: nil) }
    }
}
