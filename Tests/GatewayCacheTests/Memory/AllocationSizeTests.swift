import GatewayCache
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct AllocationSizeTests {
    @Test(arguments: [(0, 0), (1, 32), (24, 32), (25, 48), (40, 48), (41, 64), (2048, 2064), (4096, 4112)])
    func `small blocks have a header and are rounded to sixteen`(bytes: Int, taken: Int) {
        #expect(AllocationSize.of(bytes) == taken)
    }

    @Test func `large blocks are whole pages`() {
        #expect(AllocationSize.of(128 << 10) == (128 << 10) + 4096)
        #expect(AllocationSize.of(1 << 20) == (1 << 20) + 4096)
        #expect(AllocationSize.ofByteBuffer(capacity: 2048) == 80 + 2064)
    }

    #if canImport(Glibc)
        @Test func `the allocator takes what is accounted`() throws {
            typealias Measure = @convention(c) (UnsafeMutableRawPointer?) -> Int
            let symbol = try #require(dlsym(dlopen(nil, RTLD_NOW), "malloc_usable_size"))
            let measure = unsafeBitCast(symbol, to: Measure.self)
            for bytes in Array(1...300) + [1000, 2000, 2048, 5000, 65_536, 100_000, 131_072, 1_000_000, 5_000_000] {
                let block = malloc(bytes)
                defer { free(block) }
                let usable = measure(block)
                let taken = AllocationSize.of(bytes)
                #expect(taken + 16 >= usable, "\(bytes)")
                #expect(taken <= max(32, usable + 24) + (bytes < 128 << 10 ? 0 : 4096), "\(bytes)")
            }
        }
    #endif
}
