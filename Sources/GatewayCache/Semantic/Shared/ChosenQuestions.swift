package import GatewayCore
package import NIOCore
package import RESP

/// Questions shared by the best way that the server offers: asks it when it is started, and again until it answers.
///
/// Until then nothing is shared. All nodes choose alike, for they ask the same server; after that has learnt something
/// new, they are to be restarted.
package final class ChosenQuestions: SharedQuestions {
    /// What the way that is taken needs to know.
    package struct Settings: Sendable {
        /// What the operator asked for.
        package var wish: QuestionSharing
        /// Whether the client is one of several primaries.
        package var isCluster: Bool
        /// Names this process, and no other one.
        package var node: String
        /// Questions that are kept, about: of the stream, or of one namespace.
        package var maxEntries: Int
        /// How a stream is listened to.
        package var feed = QuestionFeedSettings()

        /// Creates settings.
        package init(wish: QuestionSharing, isCluster: Bool, node: String, maxEntries: Int) {
            self.wish = wish
            self.isCluster = isCluster
            self.node = node
            self.maxEntries = maxEntries
        }
    }

    private let port: QuestionPort
    private let settings: Settings
    private let makeListener: (() -> any RedisClient)?
    private let arrived: (_ notices: [QuestionNotice], _ taken: @escaping () -> Void) -> Void
    private var listener: (any RedisClient)?
    private var chosen: (any SharedQuestions)?
    private var timer: Scheduled<Void>?
    private var isStarted = false
    /// Which way was taken, and why; nil until the server has answered.
    package private(set) var choice: SharedIndexChoice?

    private static let probeTimeout = TimeAmount.seconds(2)
    /// How long it is waited before the server is asked again.
    private static let probeGap = TimeAmount.milliseconds(500)

    /// Creates the loop's part.
    ///
    /// - Parameters:
    ///   - makeListener: makes a client on the loop of the port, for this object alone, which closes it; nil on loops
    ///     that do not listen.
    ///   - arrived: see ``ReplicatedQuestions``.
    package init(
        _ port: QuestionPort,
        _ settings: Settings,
        makeListener: (() -> any RedisClient)?,
        arrived: @escaping (_ notices: [QuestionNotice], _ taken: @escaping () -> Void) -> Void
    ) {
        self.port = port
        self.settings = settings
        self.makeListener = makeListener
        self.arrived = arrived
    }

    package var kind: SharedIndexKind { self.choice?.kind ?? .off }

    package var counts: QuestionCounts { self.chosen?.counts ?? self.port.counts }

    /// Whether what other nodes had told before the start has been handed on.
    package var isWarm: Bool { (self.chosen as? ReplicatedQuestions)?.isWarm ?? (self.choice != nil) }

    package func start() {
        guard !self.isStarted else { return }
        self.isStarted = true
        if let chosen = self.chosen { chosen.start() } else { self.ask() }
    }

    package func stop() {
        guard self.isStarted else { return }
        self.isStarted = false
        self.timer?.cancel()
        self.timer = nil
        self.chosen?.stop()
        (self.choice, self.chosen) = (nil, nil)
        self.listener?.close()
        self.listener = nil
    }

    package func publish(_ question: SharedQuestion) {
        guard let chosen = self.chosen else {
            if self.choice == nil { self.port.counts.dropped += 1 }
            return
        }
        chosen.publish(question)
    }

    package func remove(_ question: WithdrawnQuestion) { self.chosen?.remove(question) }

    package func purge(_ answers: Set<CacheKey>, space: String, _ done: @escaping (Int?) -> Void) {
        guard let chosen = self.chosen else { return done(self.choice == nil ? nil : 0) }
        chosen.purge(answers, space: space, done)
    }

    package func find(
        _ query: QuestionQuery,
        within timeout: TimeAmount,
        _ done: @escaping ([SharedQuestion]) -> Void
    ) {
        guard let chosen = self.chosen else { return done([]) }
        chosen.find(query, within: timeout, done)
    }

    package func use(_ ring: KeyRing) { self.port.codec.use(ring) }

    // MARK: Choosing

    private func ask() {
        guard self.settings.wish != .off else { return self.take(nil) }
        SharedIndexOffer.probe(self.port.client, within: Self.probeTimeout) { [weak self] offer in
            guard let self, self.isStarted, self.choice == nil else { return }
            guard let offer else {
                let loop = self.port.client.eventLoop.assumeIsolated()
                self.timer = loop.scheduleTask(in: Self.probeGap) { [weak self] in
                    guard let self, self.isStarted else { return }
                    self.ask()
                }
                return
            }
            self.take(offer)
        }
    }

    private func take(_ offer: SharedIndexOffer?) {
        let choice = SharedIndexChoice(
            wish: self.settings.wish,
            offer: offer ?? SharedIndexOffer(hasStreams: false, hasVectorSets: false, hasSearch: false),
            isSealed: self.port.codec.isSealed,
            isCluster: self.settings.isCluster
        )
        self.choice = choice
        self.chosen = self.make(choice.kind)
        self.chosen?.start()
    }

    private func make(_ kind: SharedIndexKind) -> (any SharedQuestions)? {
        switch kind {
        case .off: return nil
        case .vectorSets: return VectorSetQuestions(self.port, maxPerNamespace: self.settings.maxEntries)
        case .search: return SearchQuestions(self.port)
        case .replicate:
            self.listener = self.makeListener?()
            return ReplicatedQuestions(
                self.port,
                node: self.settings.node,
                maxEntries: self.settings.maxEntries,
                listener: self.listener,
                settings: self.settings.feed,
                arrived: self.arrived
            )
        }
    }
}
